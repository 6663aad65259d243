using Guide.Contracts;
using Guide.Learner.Training;
using Guide.Recipes;

namespace Guide.Learner.Objective;

/// <summary>
/// Composes the group that trains from a root and its guided child (docs/algorithm.md). Ties are broken by slot, never by length:
/// taking the shortest or the first to arrive would favour short completions.
/// </summary>
public static class GroupComposer
{
    /// <summary>Has a reward, and is not masked for being truncated.</summary>
    public static bool IsJudged(TrainingRollout rollout, RunRecipe recipe) => HasReward(rollout) && !IsMasked(rollout, recipe);

    /// <summary>Composes one lineage. Every rollout ends in exactly one group or in the unused list.</summary>
    public static ComposedLineage Compose(Lineage lineage, RunRecipe recipe)
    {
        var unused = new List<(TrainingRollout, string)>();
        var unguided = Judged(lineage.Unguided, guided: false, recipe, unused);
        var guided = Judged(lineage.Guided, guided: true, recipe, unused);
        if (lineage.Guided.Count == 0)
        {
            return new([unguided], unused);
        }

        var (unguidedSuccesses, unguidedFailures) = Split(unguided);
        var (guidedSuccesses, guidedFailures) = Split(guided);
        var size = recipe.Sampling.GroupSize;
        switch (recipe.Guidance.Composition)
        {
            case Composition.Replace:
                if (unguidedSuccesses.Count > 0 && unguidedFailures.Count > 0)
                {
                    return new([guided, unguided], unused);
                }

                Leave(unguided, UnusedReasons.Replaced);
                return new([guided], unused);

            case Composition.Mixin:
                var failures = Math.Clamp(size - guidedSuccesses.Count, 0, unguidedFailures.Count);
                var filler = Math.Clamp(size - guidedSuccesses.Count - failures, 0, guidedFailures.Count);
                Leave(unguidedSuccesses, UnusedReasons.Surplus);
                Leave(unguidedFailures.Skip(failures), UnusedReasons.Exchanged);
                Leave(guidedFailures.Skip(filler), UnusedReasons.GuidedFailure);
                return new([[.. guidedSuccesses, .. unguidedFailures.Take(failures), .. guidedFailures.Take(filler)]], unused);

            case Composition.Balanced:
                var exchanged = Math.Max(0, Math.Min(guidedSuccesses.Count, Math.Min((size / 2) - unguidedSuccesses.Count, unguidedFailures.Count - 1)));
                Leave(unguidedFailures.Take(exchanged), UnusedReasons.Exchanged);
                Leave(guidedSuccesses.Skip(exchanged), UnusedReasons.Surplus);
                Leave(guidedFailures, UnusedReasons.GuidedFailure);
                return new([[.. unguidedSuccesses, .. unguidedFailures.Skip(exchanged), .. guidedSuccesses.Take(exchanged)]], unused);

            default:
                throw new InvalidOperationException($"unknown composition {recipe.Guidance.Composition}");
        }

        void Leave(IEnumerable<ComposedRow> rows, string reason) => unused.AddRange(rows.Select(row => (row.Rollout, reason)));
    }

    private static List<ComposedRow> Judged(
        IReadOnlyList<TrainingRollout> rollouts, bool guided, RunRecipe recipe, List<(TrainingRollout, string)> unused)
    {
        var judged = new List<ComposedRow>(rollouts.Count);
        foreach (var rollout in rollouts.OrderBy(rollout => rollout.Slot))
        {
            if (IsJudged(rollout, recipe))
            {
                judged.Add(new(rollout, guided));
            }
            else
            {
                unused.Add((rollout, HasReward(rollout) ? UnusedReasons.Truncated : UnusedReasons.Unjudged));
            }
        }

        return judged;
    }

    // Success is the verdict, never R > 0: partial scores and length penalties change R only.
    private static (List<ComposedRow> Successes, List<ComposedRow> Failures) Split(List<ComposedRow> rows) => (
        rows.FindAll(row => row.Rollout.Outcome == VerdictOutcome.Correct),
        rows.FindAll(row => row.Rollout.Outcome != VerdictOutcome.Correct));

    private static bool HasReward(TrainingRollout rollout) => rollout is { Reward: not null, Outcome: { } outcome } && outcome.IsJudged();

    private static bool IsMasked(TrainingRollout rollout, RunRecipe recipe) =>
        recipe.Objective.Truncated == TruncatedRollouts.Mask && rollout.FinishReason == FinishReason.Length;
}
