using Guide.Recipes;

namespace Guide.UnitTests.Recipes;

public sealed class ObjectiveRulesTests
{
    private static readonly RunRecipe Valid = new() { Name = "r", Data = new DataRecipe { Environment = "dial" } };
    private static readonly GuidanceRecipe Guided = new() { Enabled = true };

    public static TheoryData<string, string, RunRecipe> Meaningless => new()
    {
        { "objective.loss", "not defined", Valid with { Guidance = Guided, Objective = new() { Loss = LossKind.Gspo } } },
        { "objective.loss", "not defined", Valid with { Guidance = Guided, Objective = new() { Loss = LossKind.Cispo } } },
        { "objective.loss", "one advantage a sequence", Valid with { Objective = new() { Loss = LossKind.Gspo, Advantage = AdvantageKind.Gae } } },
        {
            "objective.loss", "one advantage a sequence",
            Valid with { Objective = new() { Loss = LossKind.Gspo, Advantage = AdvantageKind.ReinforcePlusPlus, Kl = new() { Coefficient = 0.1, Term = KlPlace.Reward } } }
        },
        { "objective.off_policy.correction", "a weight a token", Valid with { Objective = new() { Loss = LossKind.Gspo, OffPolicy = new() { Correction = OffPolicyCorrection.Truncated } } } },
        { "objective.off_policy.tokens_above", "single tokens", Valid with { Objective = new() { Loss = LossKind.Gspo, OffPolicy = new() { TokensBelow = 0.5 } } } },
        { "objective.off_policy.tokens_above", "sampled by the policy itself", Valid with { Objective = new() { OffPolicy = new() { TokensAbove = 0.9 } } } },
        { "objective.off_policy.sequences_above", "sampled by the policy itself", Valid with { Objective = new() { OffPolicy = new() { SequencesAbove = 0.9 } } } },
        { "objective.kl.estimator", "expected gradient of 0", Valid with { Objective = new() { Kl = new() { Coefficient = 0.1, Estimator = KlEstimator.K1 } } } },
        { "objective.overlong_tokens", "more than a completion may have", Valid with { Objective = new() { OverlongTokens = 4000 } } },
        { "objective.overlong_tokens", "masked", Valid with { Objective = new() { OverlongTokens = 100, Truncated = TruncatedRollouts.Mask } } },
        { "objective.value.warmup_steps", "leave none to train it", Valid with { Objective = new() { Value = new() { WarmupSteps = 100 } } } },
        { "objective.clip_low", "never clips below", Valid with { Objective = new() { Loss = LossKind.Gspo, ClipLow = 1 } } },
    };

    [Theory]
    [MemberData(nameof(Meaningless))]
    public void A_combination_that_means_nothing_is_refused_with_its_reason(string key, string why, RunRecipe recipe)
    {
        var violation = Assert.Single(RecipeRules.Violations(recipe));
        Assert.Equal(key, violation.Key);
        Assert.Contains(why, violation.Why, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', violation.Why);
    }

    [Fact]
    public void Combinations_that_mean_something_are_not()
    {
        RunRecipe[] meaningful =
        [
            Valid with { Guidance = Guided, Objective = new() { Loss = LossKind.DualClip } },
            Valid with { Guidance = Guided, Objective = new() { Advantage = AdvantageKind.Gae } },
            Valid with { Objective = new() { Loss = LossKind.Gspo, OffPolicy = new() { SequencesAbove = 2, SequencesBelow = 0.5 } } },
            Valid with { Objective = new() { Kl = new() { Coefficient = 0.1, Estimator = KlEstimator.K1, Term = KlPlace.Reward } } },
            Valid with { Objective = new() { OverlongTokens = 3072 } },
            Valid with { Objective = new() { Loss = LossKind.Cispo, ClipLow = 1 } },
        ];
        Assert.All(meaningful, recipe => Assert.Empty(RecipeRules.Violations(recipe)));
    }
}
