using Guide.Contracts;
using Guide.Recipes;
using Guide.Storage.Entities;

namespace Guide.HintConsumer;

/// <summary>The one decision point (docs/architecture.md, "How data flows"), a pure function of the stored group and the recipe.</summary>
internal static class HintRouter
{
    /// <summary>Why the group completes as it is; null = it is guided if a usable hint exists.</summary>
    /// <param name="group">A verified group.</param>
    /// <param name="recipe">The run's recipe.</param>
    public static RoutingDecision? Decide(GroupRow group, RunRecipe recipe) => group switch
    {
        { ParentId: not null } => RoutingDecision.AlreadyGuided,
        { Purpose: not Purpose.Train } => RoutingDecision.NotTraining,
        _ when !recipe.Guidance.Enabled => RoutingDecision.GuidanceOff,
        _ when group.JudgedCount != group.GroupSize => RoutingDecision.Unjudged,
        _ when group.CorrectCount > Threshold(group.GroupSize, recipe.Guidance.SuccessThreshold) => RoutingDecision.EnoughCorrect,
        _ => null,
    };

    /// <summary>⌊τ·G⌋. The product is rounded up by a hair first: 0.3 · 10 must be 3.</summary>
    internal static int Threshold(int groupSize, double successThreshold) => (int)Math.Floor((successThreshold * groupSize) + 1e-9);
}
