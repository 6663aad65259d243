using Guide.Learner.Objective;
using Guide.Learner.Objective.Losses;
using Guide.Recipes;

namespace Guide.UnitTests.Learner;

public sealed class GspoTests
{
    [Fact]
    public void The_loss_is_the_golden_vectors()
    {
        // s = e^(0.4/3) and e^(0.2/2): both beyond 1 + 4e-4, which clips the success alone.
        var weights = LossWeights.Compute(Aggregation.SequenceMean, [3, 2], 4);
        var objective = new Gspo(3e-4, 4e-4);
        var loss = -Enumerable.Range(0, 2).Sum(i =>
            weights[i] * ObjectiveCase.Evaluate(objective, ObjectiveCase.Now[i], ObjectiveCase.Old[i], i == 0 ? 1 : -1, out _).Value);
        Assert.Equal(0.05238545903782388, loss, 6);
    }

    [Fact]
    public void Every_token_carries_its_sequences_slope()
    {
        ObjectiveCase.Evaluate(new Gspo(0.5, 0.5), ObjectiveCase.Now[0], ObjectiveCase.Old[0], 2, out var slopes);
        Assert.All(slopes, slope => Assert.Equal(2 * 1.1426308117957227, slope, 6));
        Assert.Equal(3, ObjectiveCase.Evaluate(new Gspo(3e-4, 4e-4), ObjectiveCase.Now[0], ObjectiveCase.Old[0], 2, out slopes).ClippedTokens);
        Assert.All(slopes, slope => Assert.Equal(0, slope));
    }

    [Fact]
    public void A_rejected_sequence_has_neither_value_nor_slope()
    {
        var terms = ObjectiveCase.Evaluate(new Gspo(0.5, 0.5), ObjectiveCase.Now[0], ObjectiveCase.Old[0], 2, out var slopes, corrections: [0, 0, 0]);
        Assert.Equal(new RowTerms(0, 0), terms);
        Assert.All(slopes, slope => Assert.Equal(0, slope));
    }
}
