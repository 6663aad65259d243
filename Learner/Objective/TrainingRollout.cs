using Guide.Contracts;

namespace Guide.Learner.Objective;

/// <summary>One stored rollout with its effective verdict, as a step reads it.</summary>
public sealed record TrainingRollout
{
    /// <summary>The group it was sampled in: the root's id or the guided child's.</summary>
    public required Guid GroupId { get; init; }

    /// <summary>Its place in the group, from 0.</summary>
    public required int Slot { get; init; }

    /// <summary>[T] completion ids as sampled; a stop token counts and is the last; never re-tokenised.</summary>
    public required int[] CompletionIds { get; init; }

    /// <summary>[T] log μ(o_t | sampling context, o_&lt;t) at <see cref="Temperature"/>.</summary>
    public required float[] BehaviorLogProbs { get; init; }

    /// <summary>The temperature it was sampled at; training divides logits by the same.</summary>
    public required double Temperature { get; init; }

    /// <summary>Stop, or Length for a truncated completion.</summary>
    public required FinishReason FinishReason { get; init; }

    /// <summary>The weights it was sampled under.</summary>
    public required int PolicyVersion { get; init; }

    /// <summary>Outcome of its effective verdict; null = no verdict with a reward (unjudged).</summary>
    public VerdictOutcome? Outcome { get; init; }

    /// <summary>R in [0, 1]; null = unjudged.</summary>
    public double? Reward { get; init; }
}
