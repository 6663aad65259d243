using Guide.Learner.Objective;
using Guide.Learner.Training;

namespace Guide.UnitTests.Learner;

public sealed class BatchGradientTests
{
    [Theory]
    [InlineData(32, 5, 37)]
    [InlineData(33, 5, 10)] // 0, 8, 16, 24, 32 and the guided ones.
    [InlineData(64, 0, 8)]
    [InlineData(0, 3, 3)]
    public void Of_many_unguided_rows_without_a_gradient_every_eighth_is_looked_at_and_all_guided_ones(int unguided, int guided, int looked)
    {
        PlannedRow[] idle = [.. Enumerable.Range(0, unguided + guided).Select(i => ObjectiveCase.Row(0, [-1], 1, guided: i >= unguided))];
        var chosen = BatchGradient.Looked(idle);
        Assert.Equal(looked, chosen.Count);
        Assert.Equal(guided, chosen.Count(row => row.Row.Guided));
    }
}
