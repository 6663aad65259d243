using Guide.Learner.Objective;
using Guide.Recipes;

namespace Guide.UnitTests.Learner;

public sealed class PreparationNeedsTests
{
    [Fact]
    public void A_pass_is_made_for_the_options_that_need_it_and_for_no_other()
    {
        var guided = new GuidanceRecipe { Enabled = true };
        Assert.Equal(new(false, false, false, false), PreparationNeeds.Of(new() { Guidance = guided }));
        Assert.Equal(new(false, true, false, false), PreparationNeeds.Of(new() { Guidance = guided with { Behavior = GuidedBehavior.Training } }));
        Assert.Equal(new(false, false, false, false), PreparationNeeds.Of(new() { Guidance = new() { Behavior = GuidedBehavior.Training } }));
        Assert.Equal(new(true, false, false, false), Of(new() { OffPolicy = new() { Correction = OffPolicyCorrection.Decoupled } }));
        Assert.Equal(new(true, false, false, false), Of(new() { OffPolicy = new() { TokensAbove = 5 } }));
        Assert.Equal(new(false, false, true, false), Of(new() { Kl = new() { Coefficient = 0.1 } }));
        Assert.Equal(new(true, false, true, false), Of(new() { Kl = new() { Coefficient = 0.1, Term = KlPlace.Reward } }));
        Assert.Equal(new(false, false, false, true), Of(new() { Advantage = AdvantageKind.Gae }));
    }

    private static PreparationNeeds Of(ObjectiveRecipe objective) => PreparationNeeds.Of(new() { Objective = objective });
}
