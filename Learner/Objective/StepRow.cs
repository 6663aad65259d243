namespace Guide.Learner.Objective;

/// <summary>What one rollout did in a step: a row of <c>step_rollouts</c>.</summary>
/// <param name="GroupId">The group it was sampled in.</param>
/// <param name="Slot">Its place there.</param>
/// <param name="MiniBatch">Which of the step's optimizer batches its lineage belonged to, from 0.</param>
/// <param name="Role">The part it played.</param>
/// <param name="Advantage">A_i, the same for all its tokens or their mean; null = unused.</param>
/// <param name="UnusedReason">Why it was left out, a word of <see cref="UnusedReasons"/>; null = it trained.</param>
public sealed record StepRow(Guid GroupId, int Slot, int MiniBatch, RowRole Role, double? Advantage, string? UnusedReason)
{
    /// <summary>[T] A_t where the estimator gives each token its own; null = all have <see cref="Advantage"/>.</summary>
    public IReadOnlyList<double>? TokenAdvantages { get; init; }

    /// <summary>[T] the critic's V before the step; null = no critic.</summary>
    public IReadOnlyList<float>? Values { get; init; }

    /// <summary>Mean weight of its tokens by the off-policy correction, rejected ones as 0; null = not corrected.</summary>
    public double? Correction { get; init; }
}
