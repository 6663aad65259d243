using Guide.Learner.Objective.Losses;

namespace Guide.UnitTests.Learner;

public sealed class CispoTests
{
    [Fact]
    public void The_loss_is_the_golden_vectors() => Assert.Equal(0.1496970818051835, ObjectiveCase.TokenMean(new Cispo(0.2, 0.28), ObjectiveCase.Old), 6);

    [Fact]
    public void A_clipped_token_keeps_its_gradient_at_the_clips_weight()
    {
        // Ratios e^0.1, e^−0.1, e^0.4 → 1.28: the slope is the weight times A.
        var terms = ObjectiveCase.Evaluate(new Cispo(0.2, 0.28), ObjectiveCase.Now[0], ObjectiveCase.Old[0], 2, out var slopes);
        Assert.Equal([2 * Math.Exp(0.1), 2 * Math.Exp(-0.1), 2 * 1.28], slopes, static (expected, slope) => Math.Abs(expected - slope) < 1e-6);
        Assert.Equal(1, terms.ClippedTokens);
        ObjectiveCase.Evaluate(new Cispo(0.2, 0.28), [-3f], [-1f], -1, out slopes);
        Assert.Equal(-0.8, slopes[0], 6);
    }
}
