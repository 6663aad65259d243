namespace Guide.Storage.Entities;

/// <summary>A committed policy version; version 0 is the policy the run starts from.</summary>
public sealed class PolicyVersionRow
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>From 0 without gaps.</summary>
    public required int Version { get; init; }

    /// <summary>Checkpoint folder, relative to the run's checkpoint store.</summary>
    public required string CheckpointUri { get; init; }

    /// <summary>SHA-256 of the weights file, lower-case hexadecimal.</summary>
    public required string CheckpointSha256 { get; init; }

    /// <summary>True: the folder holds the optimizer state that an exact resume needs.</summary>
    public required bool HasOptimizerState { get; init; }

    /// <summary>Lineages the step consumed; 0 for version 0 and for empty steps.</summary>
    public required int Lineages { get; init; }

    /// <summary>The step's metrics as a JSON object of numbers.</summary>
    public required string Metrics { get; init; }

    /// <summary>Epoch of the Learner's lease that committed it; 0 for version 0.</summary>
    public required long LeaseEpoch { get; init; }

    /// <summary>Commit, database clock.</summary>
    public required DateTimeOffset CommittedAt { get; init; }
}
