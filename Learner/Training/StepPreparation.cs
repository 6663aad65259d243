using Guide.Learner.Objective;
using Guide.PolicyModel.Transformer;

namespace Guide.Learner.Training;

/// <summary>The pass at θ before the first update: one forward of each row that an option needs it for, and none without such an option.</summary>
internal static class StepPreparation
{
    /// <summary>What each row of the composed groups said, by group and slot; null = no option asked for a pass.</summary>
    /// <param name="needs">What the recipe's options need.</param>
    /// <param name="lineages">The step's lineages.</param>
    /// <param name="model">π_old.</param>
    /// <param name="critic">The critic; null = none.</param>
    /// <param name="reference">Gives the reference policy; asked once, and only when it is needed.</param>
    /// <param name="tokensPerMicroBatch">Padded tokens of one forward.</param>
    /// <param name="cancellationToken">Checked between forwards.</param>
    public static IReadOnlyDictionary<(Guid GroupId, int Slot), PreparedRow>? Prepare(
        PreparationNeeds needs,
        IReadOnlyList<ComposedLineage> lineages,
        CausalLm model,
        Critic? critic,
        Func<CausalLm> reference,
        int tokensPerMicroBatch,
        CancellationToken cancellationToken)
    {
        if (!needs.Forwards(guided: false) && !needs.Forwards(guided: true) && !needs.Reference)
        {
            return null;
        }

        (int[] Context, ComposedRow Row)[] rows =
            [.. lineages.SelectMany(static lineage => lineage.Groups.SelectMany(static group => group).Select(row => (lineage.Lineage.TrainingContext, row)))];
        var prepared = rows.ToDictionary(static row => Key(row.Row), static row => row.Row.Tokens > 0 ? new PreparedRow() : Empty);
        (int[] Context, ComposedRow Row)[] told = [.. rows.Where(static row => row.Row.Tokens > 0)];
        (int[], ComposedRow)[] own = [.. told.Where(row => needs.Forwards(row.Row.Guided))];
        foreach (var (row, (logProbs, values)) in own.Zip(PolicyComparison.Forward(model, critic?.Head, Rollouts(own), tokensPerMicroBatch, cancellationToken)))
        {
            prepared[Key(row.Item2)] = new PreparedRow { LogProbs = logProbs, Values = values };
        }

        if (needs.Reference)
        {
            (int[], ComposedRow)[] unguided = [.. told.Where(static row => !row.Row.Guided)];
            foreach (var (row, logProbs) in unguided.Zip(PolicyComparison.LogProbs(reference(), Rollouts(unguided), tokensPerMicroBatch, cancellationToken)))
            {
                prepared[Key(row.Item2)] = prepared[Key(row.Item2)] with { ReferenceLogProbs = logProbs };
            }
        }

        return prepared;
    }

    // A completion without a token has nothing to be said about.
    private static PreparedRow Empty { get; } = new() { LogProbs = [], ReferenceLogProbs = [], Values = [] };

    private static (Guid GroupId, int Slot) Key(ComposedRow row) => (row.Rollout.GroupId, row.Rollout.Slot);

    private static (int[] Context, TrainingRollout Rollout)[] Rollouts((int[] Context, ComposedRow Row)[] rows) =>
        Array.ConvertAll(rows, static row => (row.Context, row.Row.Rollout));
}
