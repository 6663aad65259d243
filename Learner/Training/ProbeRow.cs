using Guide.Learner.Objective;

namespace Guide.Learner.Training;

/// <summary>A rollout that is forwarded once more for what it tells; it is not trained by this.</summary>
/// <param name="Rollout">The rollout.</param>
/// <param name="SamplingContext">Token ids it was sampled under.</param>
/// <param name="TrainingContext">Token ids of the prompt alone.</param>
/// <param name="Guided">The sampling context has the hint.</param>
internal sealed record ProbeRow(TrainingRollout Rollout, int[] SamplingContext, int[] TrainingContext, bool Guided)
{
    /// <summary>The rows of a lineage, used or not. A completion without tokens or without their log-probs, or a guided one whose context nobody knows, tells nothing.</summary>
    public static IEnumerable<ProbeRow> Of(Lineage lineage)
    {
        foreach (var rollout in lineage.Unguided.Where(IsTold))
        {
            yield return new(rollout, lineage.TrainingContext, lineage.TrainingContext, Guided: false);
        }

        if (lineage.GuidedContext is not { } guidedContext)
        {
            yield break;
        }

        foreach (var rollout in lineage.Guided.Where(IsTold))
        {
            yield return new(rollout, guidedContext, lineage.TrainingContext, Guided: true);
        }
    }

    private static bool IsTold(TrainingRollout rollout) =>
        rollout.CompletionIds.Length > 0 && rollout.BehaviorLogProbs.Length == rollout.CompletionIds.Length;
}
