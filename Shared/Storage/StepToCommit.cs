using Guide.Storage.Entities;

namespace Guide.Storage;

/// <summary>A step whose checkpoint files are written and whose transaction is due.</summary>
public sealed record StepToCommit
{
    /// <summary>The Learner's lease.</summary>
    public required LeaseHold Lease { get; init; }

    /// <summary>v+1.</summary>
    public required int Version { get; init; }

    /// <summary>Checkpoint folder, relative to the store.</summary>
    public required string CheckpointUri { get; init; }

    /// <summary>SHA-256 of the weights file.</summary>
    public required string CheckpointSha256 { get; init; }

    /// <summary>True: the folder holds the optimizer state.</summary>
    public required bool HasOptimizerState { get; init; }

    /// <summary>Metrics by name.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>The roots consumed, by ordinal.</summary>
    public required IReadOnlyList<Guid> Roots { get; init; }

    /// <summary>One row per rollout of the consumed lineages.</summary>
    public required IReadOnlyList<StepRolloutRow> Rows { get; init; }
}
