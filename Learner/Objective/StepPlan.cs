using Guide.Recipes;

namespace Guide.Learner.Objective;

/// <summary>What a step will train on, before any weight is touched: rows with advantages and loss weights, cut into optimizer batches.</summary>
/// <param name="Batches">One per update; a lineage is never split between two.</param>
/// <param name="Rows">The record of every rollout of every lineage.</param>
public sealed record StepPlan(IReadOnlyList<IReadOnlyList<PlannedRow>> Batches, IReadOnlyList<StepRow> Rows)
{
    /// <summary>Computes advantages over the whole step and weights over each optimizer batch.</summary>
    /// <param name="lineages">In admission order.</param>
    /// <param name="recipe">The run's recipe.</param>
    public static StepPlan Make(IReadOnlyList<ComposedLineage> lineages, RunRecipe recipe)
    {
        var advantages = new Queue<double[]>(Advantages.Compute(recipe.Objective.Advantage, [.. lineages.SelectMany(lineage => lineage.Groups)]));
        var record = new List<StepRow>();
        var batches = new List<IReadOnlyList<PlannedRow>>();
        foreach (var cut in Cut(lineages, LineageTriage.Updates(recipe.Step, lineages.Count)))
        {
            var rows = new List<(ComposedRow Row, double Advantage, int[] Context)>();
            foreach (var lineage in cut)
            {
                foreach (var group in lineage.Groups)
                {
                    foreach (var (row, advantage) in group.Zip(advantages.Dequeue()))
                    {
                        rows.Add((row, advantage, lineage.Lineage.TrainingContext));
                        record.Add(new(row.Rollout.GroupId, row.Rollout.Slot, batches.Count, row.Guided ? RowRole.Guided : RowRole.Unguided, advantage, null));
                    }
                }

                record.AddRange(lineage.Unused.Select(unused =>
                    new StepRow(unused.Rollout.GroupId, unused.Rollout.Slot, batches.Count, RowRole.Unused, null, unused.Reason)));
            }

            var weights = LossWeights.Compute(recipe.Objective.Aggregation, [.. rows.Select(row => row.Row.Tokens)], recipe.Sampling.MaxCompletionTokens);
            batches.Add([.. rows.Select((row, i) => new PlannedRow(row.Row, row.Context, row.Advantage, weights[i]))]);
        }

        return new(batches, record);
    }

    /// <summary>As many parts as updates, none empty, sizes at most one apart: part i begins at ⌊i·n/U⌋, so that every lineage weighs about the same.</summary>
    /// <param name="lineages">n lineages, n ≥ U.</param>
    /// <param name="updates">U.</param>
    internal static IEnumerable<IReadOnlyList<T>> Cut<T>(IReadOnlyList<T> lineages, int updates)
    {
        for (var update = 0; update < updates; update++)
        {
            var (first, end) = (First(update), First(update + 1));
            yield return [.. lineages.Skip(first).Take(end - first)];
        }

        int First(int update) => (int)((long)update * lineages.Count / updates);
    }
}
