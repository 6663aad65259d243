using Guide.Recipes;

namespace Guide.Learner.Objective;

/// <summary>Which rows the options of a recipe want to see at θ before the first update; most want none.</summary>
/// <param name="OldOfUnguided">log π_old of unguided rows.</param>
/// <param name="OldOfGuided">log π_old of guided rows.</param>
/// <param name="Reference">Log-probs of unguided rows under the reference policy.</param>
/// <param name="Values">V of every row.</param>
internal sealed record PreparationNeeds(bool OldOfUnguided, bool OldOfGuided, bool Reference, bool Values)
{
    /// <summary>What a recipe needs.</summary>
    public static PreparationNeeds Of(RunRecipe recipe)
    {
        var objective = recipe.Objective;
        var hasReference = objective.Kl.Coefficient > 0;
        return new(
            OffPolicy.IsOn(objective.OffPolicy) || (hasReference && objective.Kl.Term == KlPlace.Reward),
            recipe.Guidance is { Enabled: true, Behavior: GuidedBehavior.Training },
            hasReference,
            objective.Advantage == AdvantageKind.Gae);
    }

    /// <summary>Whether a row has to go through the policy.</summary>
    public bool Forwards(bool guided) => Values || (guided ? OldOfGuided : OldOfUnguided);
}
