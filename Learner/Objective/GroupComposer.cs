using Guide.Contracts;
using Guide.Recipes;

namespace Guide.Learner.Objective;

/// <summary>
/// Composes the group that trains from a root and its guided child (docs/algorithm.md, "One step", 1). Ties are broken by slot, never by length:
/// taking the shortest or the first to arrive would favour short completions.
/// </summary>
public static class GroupComposer
{
    /// <summary>The rule that the decision to hint goes by, too.</summary>
    public static bool TakesPart(TrainingRollout rollout, RunRecipe recipe) =>
        Participation.TakesPart(rollout.Outcome, rollout.Reward, rollout.FinishReason, recipe.Objective.Truncated);

    /// <summary>Composes one lineage. Every rollout ends in exactly one group or in the unused list.</summary>
    public static ComposedLineage Compose(Lineage lineage, RunRecipe recipe)
    {
        var unused = new List<(TrainingRollout, string)>();
        var unguided = TakingPart(lineage.Unguided, guided: false, recipe, unused);
        var guided = TakingPart(lineage.Guided, guided: true, recipe, unused);
        if (lineage.Guided.Count == 0)
        {
            return new(lineage, [unguided], unused);
        }

        var (unguidedSuccesses, unguidedFailures) = Split(unguided);
        var (guidedSuccesses, guidedFailures) = Split(guided);
        var size = recipe.Sampling.GroupSize;
        switch (recipe.Guidance.Composition)
        {
            case Composition.Replace:
                if (unguidedSuccesses.Count > 0 && unguidedFailures.Count > 0)
                {
                    return new(lineage, [guided, unguided], unused);
                }

                Leave(unguided, UnusedReasons.Replaced);
                return new(lineage, [guided], unused);

            case Composition.Mixin:
                var failures = Math.Clamp(size - guidedSuccesses.Count, 0, unguidedFailures.Count);
                var filler = Math.Clamp(size - guidedSuccesses.Count - failures, 0, guidedFailures.Count);
                Leave(unguidedSuccesses, UnusedReasons.Surplus);
                Leave(unguidedFailures.Skip(failures), UnusedReasons.Exchanged);
                Leave(guidedFailures.Skip(filler), UnusedReasons.GuidedFailure);
                return new(lineage, [[.. guidedSuccesses, .. unguidedFailures.Take(failures), .. guidedFailures.Take(filler)]], unused);

            case Composition.Balanced:
                var exchanged = Math.Min(
                    guidedSuccesses.Count, Participation.GuidedPlaces(Composition.Balanced, size, unguidedSuccesses.Count, unguidedFailures.Count));
                Leave(unguidedFailures.Take(exchanged), UnusedReasons.Exchanged);
                Leave(guidedSuccesses.Skip(exchanged), UnusedReasons.Surplus);
                Leave(guidedFailures, UnusedReasons.GuidedFailure);
                return new(lineage, [[.. unguidedSuccesses, .. unguidedFailures.Skip(exchanged), .. guidedSuccesses.Take(exchanged)]], unused);

            default:
                throw new InvalidOperationException($"unknown composition {recipe.Guidance.Composition}");
        }

        void Leave(IEnumerable<ComposedRow> rows, string reason) => unused.AddRange(rows.Select(row => (row.Rollout, reason)));
    }

    private static List<ComposedRow> TakingPart(
        IReadOnlyList<TrainingRollout> rollouts, bool guided, RunRecipe recipe, List<(TrainingRollout, string)> unused)
    {
        var rows = new List<ComposedRow>(rollouts.Count);
        foreach (var rollout in rollouts.OrderBy(rollout => rollout.Slot))
        {
            if (TakesPart(rollout, recipe))
            {
                rows.Add(new(rollout, guided));
            }
            else
            {
                unused.Add((rollout, Participation.IsJudged(rollout.Outcome, rollout.Reward) ? UnusedReasons.Truncated : UnusedReasons.Unjudged));
            }
        }

        return rows;
    }

    // Success is the verdict, never R > 0: partial scores and length penalties change R only.
    private static (List<ComposedRow> Successes, List<ComposedRow> Failures) Split(List<ComposedRow> rows) => (
        rows.FindAll(row => row.Rollout.Outcome == VerdictOutcome.Correct),
        rows.FindAll(row => row.Rollout.Outcome != VerdictOutcome.Correct));
}
