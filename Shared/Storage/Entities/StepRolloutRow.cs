namespace Guide.Storage.Entities;

/// <summary>One rollout of a consumed lineage and what the step did with it.</summary>
public sealed class StepRolloutRow
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The policy version that the step made.</summary>
    public required int Version { get; init; }

    /// <summary>Index of the row in the step, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Which of the step's optimizer updates its lineage belonged to, from 0.</summary>
    public required int MiniBatch { get; init; }

    /// <summary>The rollout's group.</summary>
    public required Guid GroupId { get; init; }

    /// <summary>The rollout's slot.</summary>
    public required int Slot { get; init; }

    /// <summary>Verifier of the effective verdict; null when the rollout has none.</summary>
    public string? Verifier { get; init; }

    /// <summary>Version of that verifier.</summary>
    public string? VerifierVersion { get; init; }

    /// <summary>Attempt of the effective verdict.</summary>
    public int? Attempt { get; init; }

    /// <summary>The part it played: "unguided", "guided" or "unused".</summary>
    public required string Role { get; init; }

    /// <summary>Its advantage, the same for all its tokens or their mean; null = unused.</summary>
    public double? Advantage { get; init; }

    /// <summary>[T] the advantage of each token where the estimator gives each its own; null = all have <see cref="Advantage"/>.</summary>
    public float[]? TokenAdvantages { get; init; }

    /// <summary>[T] the critic's value before the step; null = there is no critic, or unused.</summary>
    public float[]? TokenValues { get; init; }

    /// <summary>Mean weight of its tokens by the off-policy correction, rejected ones as 0; null = not corrected.</summary>
    public double? Correction { get; init; }

    /// <summary>Why it was consumed without being trained on; null = it trained.</summary>
    public string? UnusedReason { get; init; }
}
