using Guide.Learner.Objective;
using Guide.Storage;
using Guide.Storage.Entities;

namespace Guide.Learner.Steps;

/// <summary>Stored lineages as steps read them, and steps' rows as the database keeps them.</summary>
public static class LineageMapping
{
    /// <summary>A stored lineage in the trainer's terms.</summary>
    public static Lineage ToLineage(this StoredLineage stored) => new()
    {
        RootId = stored.Root.GroupId,
        Ordinal = stored.Root.Ordinal,
        PromptId = stored.Root.PromptId,
        TrainingContext = stored.Root.TrainingContext ?? throw new InvalidOperationException($"Group {stored.Root.GroupId} has no training context."),
        GuidedContext = stored.Child?.SamplingContext,
        Unguided = [.. stored.Unguided.Select(row => ToRollout(stored, stored.Root, row))],
        Guided = stored.Child is { } child ? [.. stored.Guided.Select(row => ToRollout(stored, child, row))] : [],
    };

    /// <summary>The rows of a step with the keys of the verdicts they used.</summary>
    /// <param name="rows">As the trainer gave them.</param>
    /// <param name="lineages">The step's lineages.</param>
    /// <param name="runId">The run.</param>
    /// <param name="version">The version that the step makes.</param>
    public static IReadOnlyList<StepRolloutRow> ToStored(
        IReadOnlyList<StepRow> rows, IEnumerable<StoredLineage> lineages, string runId, int version)
    {
        var verdicts = lineages.SelectMany(lineage => lineage.Verdicts).ToDictionary(pair => pair.Key, pair => pair.Value);
        return [.. rows.Select((row, ordinal) =>
        {
            var verdict = verdicts.GetValueOrDefault((row.GroupId, row.Slot));
            return new StepRolloutRow
            {
                RunId = runId,
                Version = version,
                Ordinal = ordinal,
                MiniBatch = row.MiniBatch,
                GroupId = row.GroupId,
                Slot = row.Slot,
                Verifier = verdict?.Verifier,
                VerifierVersion = verdict?.VerifierVersion,
                Attempt = verdict?.Attempt,
                Role = row.Role.Word(),
                Advantage = row.Advantage,
                TokenAdvantages = row.TokenAdvantages?.Select(static advantage => (float)advantage).ToArray(),
                TokenValues = row.Values is { } values ? [.. values] : null,
                Correction = row.Correction,
                UnusedReason = row.UnusedReason,
            };
        })];
    }

    private static TrainingRollout ToRollout(StoredLineage lineage, GroupRow group, RolloutRow row)
    {
        var verdict = lineage.Verdicts.GetValueOrDefault((row.GroupId, row.Slot));
        return new TrainingRollout
        {
            GroupId = row.GroupId,
            Slot = row.Slot,
            CompletionIds = row.TokenIds,
            BehaviorLogProbs = row.BehaviorLogProbs,
            Temperature = row.Temperature,
            FinishReason = row.FinishReason,
            PolicyVersion = group.PolicyVersion ?? throw new InvalidOperationException($"Group {group.GroupId} has no policy version."),
            Outcome = verdict?.Outcome,
            Reward = verdict?.Reward,
        };
    }
}
