namespace Guide.Learner.Objective;

/// <summary>One row of an optimizer batch.</summary>
/// <param name="Row">The rollout and whether it was guided.</param>
/// <param name="TrainingContext">Ids of the prompt alone.</param>
/// <param name="Advantages">A of its tokens.</param>
/// <param name="Weight">w_i of <see cref="LossWeights"/>.</param>
internal sealed record PlannedRow(ComposedRow Row, int[] TrainingContext, RowAdvantage Advantages, double Weight)
{
    /// <summary>A of every token; where they differ, their mean.</summary>
    public double Advantage => Advantages.Mean;

    /// <summary>[T] log-probs that ρ divides by: μ as it was sampled, or π_old.</summary>
    public float[] DividesBy { get; init; } = Row.Rollout.BehaviorLogProbs;

    /// <summary>Constant weights of its tokens; null = 1.</summary>
    public RowCorrection? Correction { get; init; }

    /// <summary>[T] log-probs under the reference policy; null = no distance is asked for.</summary>
    public float[]? ReferenceLogProbs { get; init; }

    /// <summary>What the critic is trained towards; null = no critic.</summary>
    public ValueTarget? Value { get; init; }

    /// <summary>Whether its advantages move anything: some token has one and was not rejected.</summary>
    public bool Pulls => Row.Tokens > 0 && Advantages.IsNonZero && (Correction is null || Array.Exists(Correction.Weights, static weight => weight > 0));
}
