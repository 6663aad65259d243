using Guide.Contracts;

namespace Guide.Storage.Entities;

/// <summary>One completion as it was sampled. Never changed after it is stored.</summary>
public sealed class RolloutRow
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The group.</summary>
    public required Guid GroupId { get; init; }

    /// <summary>0..G−1.</summary>
    public required int Slot { get; init; }

    /// <summary>The completion decoded, stop token left out; for readers and verifiers, never re-tokenised. U+0000 is stored as U+FFFD.</summary>
    public required string Text { get; init; }

    /// <summary>[T] completion ids; a stop token is the last.</summary>
    public required int[] TokenIds { get; init; }

    /// <summary>[T] log μ(o_t | sampling context, o_&lt;t).</summary>
    public required float[] BehaviorLogProbs { get; init; }

    /// <summary>Why it ended.</summary>
    public required FinishReason FinishReason { get; init; }

    /// <summary>Sampling temperature.</summary>
    public required double Temperature { get; init; }

    /// <summary>Nucleus mass; 1 = off.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Most likely tokens kept; 0 = off.</summary>
    public int TopK { get; init; }

    /// <summary>Probability floor relative to the most likely token; 0 = off.</summary>
    public double MinP { get; init; }

    /// <summary>Completion budget in tokens.</summary>
    public required int MaxTokens { get; init; }
}
