using Guide.Learner.Training;
using Guide.Recipes;

namespace Guide.Learner.Objective;

/// <summary>What a step will train on, before any weight is touched: rows with advantages and loss weights, cut into optimizer batches.</summary>
/// <param name="Batches">One per update; a lineage is never split between two.</param>
/// <param name="Rows">The record of every rollout of every lineage.</param>
public sealed record StepPlan(IReadOnlyList<IReadOnlyList<PlannedRow>> Batches, IReadOnlyList<StepRow> Rows)
{
    /// <summary>Composes, computes advantages over the whole step and weights over each optimizer batch.</summary>
    /// <param name="lineages">In admission order.</param>
    /// <param name="recipe">The run's recipe.</param>
    public static StepPlan Make(IReadOnlyList<Lineage> lineages, RunRecipe recipe)
    {
        var composed = lineages.Select(lineage => GroupComposer.Compose(lineage, recipe)).ToArray();
        var advantages = new Queue<double[]>(Advantages.Compute(recipe.Objective.Advantage, [.. composed.SelectMany(lineage => lineage.Groups)]));
        var updates = LineageTriage.Updates(recipe.Step, lineages.Count);
        var lineagesPerUpdate = updates == 0 ? 0 : (lineages.Count + updates - 1) / updates;
        var batches = new List<IReadOnlyList<PlannedRow>>();
        var record = new List<StepRow>();
        for (var first = 0; first < lineages.Count; first += lineagesPerUpdate)
        {
            var rows = new List<(ComposedRow Row, double Advantage, int[] Context)>();
            for (var i = first; i < Math.Min(first + lineagesPerUpdate, lineages.Count); i++)
            {
                foreach (var (group, values) in composed[i].Groups.Select(group => (group, advantages.Dequeue())))
                {
                    foreach (var (row, advantage) in group.Zip(values))
                    {
                        rows.Add((row, advantage, lineages[i].TrainingContext));
                        record.Add(new(row.Rollout.GroupId, row.Rollout.Slot, batches.Count, row.Guided ? RowRole.Guided : RowRole.Unguided, advantage, null, row.Rollout.VerdictId));
                    }
                }

                record.AddRange(composed[i].Unused.Select(unused =>
                    new StepRow(unused.Rollout.GroupId, unused.Rollout.Slot, batches.Count, RowRole.Unused, null, unused.Reason, unused.Rollout.VerdictId)));
            }

            var weights = LossWeights.Compute(recipe.Objective.Aggregation, [.. rows.Select(row => row.Row.Tokens)], recipe.Sampling.MaxCompletionTokens);
            batches.Add([.. rows.Select((row, i) => new PlannedRow(row.Row, row.Context, row.Advantage, weights[i]))]);
        }

        return new(batches, record);
    }
}
