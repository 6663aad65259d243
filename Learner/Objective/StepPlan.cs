using Guide.Recipes;

namespace Guide.Learner.Objective;

/// <summary>What a step will train on: rows with advantages and loss weights, cut into optimizer batches.</summary>
/// <param name="Batches">One per update; a lineage is never split between two.</param>
/// <param name="Rows">The record of every rollout of every lineage.</param>
internal sealed record StepPlan(IReadOnlyList<IReadOnlyList<PlannedRow>> Batches, IReadOnlyList<StepRow> Rows)
{
    private static readonly PreparedRow s_unprepared = new();

    /// <summary>Computes advantages over the whole step and weights over each optimizer batch.</summary>
    /// <param name="lineages">In admission order.</param>
    /// <param name="recipe">The run's recipe.</param>
    /// <param name="prepared">What the preparation said, by group and slot; null = no option asked for one.</param>
    public static StepPlan Make(
        IReadOnlyList<ComposedLineage> lineages, RunRecipe recipe, IReadOnlyDictionary<(Guid GroupId, int Slot), PreparedRow>? prepared = null)
    {
        PreparedRow Prepared(ComposedRow row) => prepared is null ? s_unprepared : prepared[(row.Rollout.GroupId, row.Rollout.Slot)];
        var advantages = new Queue<(RowAdvantage, ValueTarget?)[]>(StepAdvantages.Compute([.. lineages.SelectMany(lineage => lineage.Groups)], recipe, Prepared));
        var record = new List<StepRow>();
        var batches = new List<IReadOnlyList<PlannedRow>>();
        foreach (var cut in Cut(lineages, LineageTriage.Updates(recipe.Step, lineages.Count)))
        {
            var rows = new List<PlannedRow>();
            foreach (var lineage in cut)
            {
                foreach (var group in lineage.Groups)
                {
                    foreach (var (row, (advantage, value)) in group.Zip(advantages.Dequeue()))
                    {
                        var planned = Plan(row, lineage.Lineage.TrainingContext, advantage, value, recipe, Prepared(row));
                        rows.Add(planned);
                        record.Add(Record(planned, batches.Count));
                    }
                }

                record.AddRange(lineage.Unused.Select(unused =>
                    new StepRow(unused.Rollout.GroupId, unused.Rollout.Slot, batches.Count, RowRole.Unused, null, unused.Reason)));
            }

            var weights = LossWeights.Compute(AggregationOf(recipe.Objective), [.. rows.Select(row => row.Row.Tokens)], recipe.Sampling.MaxCompletionTokens);
            batches.Add([.. rows.Select((row, i) => row with { Weight = weights[i] })]);
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

    // GSPO is a mean over sequences; its tokens carry their sequence's term.
    private static Aggregation AggregationOf(ObjectiveRecipe objective) => objective.Loss == LossKind.Gspo ? Aggregation.SequenceMean : objective.Aggregation;

    private static PlannedRow Plan(ComposedRow row, int[] context, RowAdvantage advantage, ValueTarget? value, RunRecipe recipe, PreparedRow prepared)
    {
        var planned = new PlannedRow(row, context, advantage, Weight: 0) { Value = value };
        if (row.Guided)
        {
            return recipe.Guidance.Behavior == GuidedBehavior.Training ? planned with { DividesBy = prepared.LogProbs! } : planned;
        }

        planned = planned with { ReferenceLogProbs = prepared.ReferenceLogProbs };
        var offPolicy = recipe.Objective.OffPolicy;
        if (!OffPolicy.IsOn(offPolicy))
        {
            return planned;
        }

        return planned with
        {
            DividesBy = offPolicy.Correction == OffPolicyCorrection.None ? row.Rollout.BehaviorLogProbs : prepared.LogProbs!,
            Correction = OffPolicy.Correct(prepared.LogProbs, row.Rollout.BehaviorLogProbs, offPolicy),
        };
    }

    private static StepRow Record(PlannedRow row, int miniBatch) => new(
        row.Row.Rollout.GroupId, row.Row.Rollout.Slot, miniBatch, row.Row.Guided ? RowRole.Guided : RowRole.Unguided, row.Advantage, null)
    {
        TokenAdvantages = row.Advantages.Tokens,
        Values = row.Value?.Old,
        Correction = row.Correction is { Weights.Length: > 0 } correction ? correction.Weights.Average() : null,
    };
}
