using Guide.Learner.Objective;
using Guide.Learner.Objective.Losses;
using Guide.Recipes;

namespace Guide.UnitTests.Learner;

public sealed class OffPolicyTests
{
    [Fact]
    public void Truncated_importance_sampling_of_the_golden_vectors()
    {
        var recipe = new OffPolicyRecipe { Correction = OffPolicyCorrection.Truncated, Cap = 2 };
        double[][] weights = [.. Enumerable.Range(0, 2).Select(i => OffPolicy.Correct(ObjectiveCase.Old[i], ObjectiveCase.Behavior[i], recipe).Weights)];
        Assert.Equal(-0.15384791230378808, ObjectiveCase.TokenMean(new PpoClip(0.2, 0.2), ObjectiveCase.Old, weights), 6);
    }

    [Theory]
    // π_old/μ = e^3, e^−0.5, 1.
    [InlineData(OffPolicyCorrection.Truncated, 2, 0.60653, 1)]
    [InlineData(OffPolicyCorrection.Decoupled, 20.08554, 0.60653, 1)]
    [InlineData(OffPolicyCorrection.None, 1, 1, 1)]
    public void Weights_are_the_ratio_of_the_policy_before_the_step_to_the_sampler(OffPolicyCorrection correction, double first, double second, double third) =>
        Assert.Equal(
            [first, second, third],
            OffPolicy.Correct([-1, -1.5f, -1], [-4, -1, -1], new() { Correction = correction }).Weights,
            static (expected, weight) => Math.Abs(expected - weight) < 1e-4);

    [Fact]
    public void Tokens_beyond_a_bound_do_not_train_and_are_counted()
    {
        var both = OffPolicy.Correct([-1, -1.5f, -1], [-4, -1, -1], new() { TokensBelow = 0.7, TokensAbove = 5 });
        Assert.Equal([0, 0, 1], both.Weights);
        Assert.Equal((2, false), (both.RejectedTokens, both.RejectedRow));
        Assert.Equal([1, 0, 1], OffPolicy.Correct([-1, -1.5f, -1], [-4, -1, -1], new() { TokensBelow = 0.7 }).Weights);
        Assert.Equal([0, 1, 1], OffPolicy.Correct([-1, -1.5f, -1], [-4, -1, -1], new() { TokensAbove = 5 }).Weights);
    }

    [Theory]
    // The geometric mean of e^0.6, 1: e^0.3 = 1.35.
    [InlineData(0, 1.3, true)]
    [InlineData(0, 1.4, false)]
    [InlineData(0.9, 0, false)]
    public void A_sequence_is_rejected_by_the_geometric_mean_of_its_ratios(double below, double above, bool rejected)
    {
        var correction = OffPolicy.Correct([-0.4f, -1], [-1, -1], new() { SequencesBelow = below, SequencesAbove = above });
        Assert.Equal(rejected, correction.RejectedRow);
        Assert.Equal(rejected ? [0.0, 0] : [1.0, 1], correction.Weights);
        Assert.True(OffPolicy.Correct([-1.4f, -1], [-1, -1], new() { SequencesBelow = 0.9 }).RejectedRow);
    }
}
