using Guide.Contracts;
using Guide.Recipes;
using Guide.Storage.Entities;

namespace Guide.HintConsumer;

/// <summary>
/// The one place that decides whether a verified group is hinted, and says why not. A function of the stored group, the recipe and two
/// facts that are looked up only where they matter.
/// </summary>
internal static class HintRouter
{
    /// <summary>Every decision comes from here.</summary>
    /// <param name="group">A verified group.</param>
    /// <param name="recipe">The run's recipe.</param>
    /// <param name="tally">Counts the group's rollouts that take part.</param>
    /// <param name="hint">The prompt's checked hint, or why there is none.</param>
    public static async Task<Route> RouteAsync(GroupRow group, RunRecipe recipe, Func<Task<Tally>> tally, Func<Task<HintChoice>> hint)
    {
        if (WithoutLooking(group, recipe) is { } known)
        {
            return Route.Complete(known);
        }

        if (ByRollouts(await tally(), group.GroupSize, recipe.Guidance) is { } enough)
        {
            return Route.Complete(enough);
        }

        var choice = await hint();
        return new Route(choice.Why, choice.Hint, choice.Wanted);
    }

    /// <summary>The decision where the group's own row is enough for it; null where something has to be looked up.</summary>
    public static RoutingDecision? AtOnce(GroupRow group, RunRecipe recipe) =>
        WithoutLooking(group, recipe) ?? (RolloutTally.WithoutReading(group, recipe.Objective.Truncated) is { } tally ? ByRollouts(tally, group.GroupSize, recipe.Guidance) : null);

    private static RoutingDecision? WithoutLooking(GroupRow group, RunRecipe recipe) => group switch
    {
        { ParentId: not null } => RoutingDecision.AlreadyGuided,
        { Purpose: not Purpose.Train } => RoutingDecision.NotTraining,
        _ when !recipe.Guidance.Enabled => RoutingDecision.GuidanceOff,
        _ when group.JudgedCount != group.GroupSize => RoutingDecision.Unjudged,
        _ => null,
    };

    private static RoutingDecision? ByRollouts(Tally tally, int groupSize, GuidanceRecipe guidance)
    {
        if (tally.Successes > SuccessThreshold.Of(groupSize, guidance.SuccessThreshold))
        {
            return RoutingDecision.EnoughCorrect;
        }

        return Participation.GuidedPlaces(guidance.Composition, groupSize, tally.Successes, tally.Failures) == 0 ? RoutingDecision.NoPlace : null;
    }
}
