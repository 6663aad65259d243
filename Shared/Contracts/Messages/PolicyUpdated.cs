using MassTransit;

namespace Guide.Contracts.Messages;

/// <summary>Event: a policy version is committed; only a hint, the policy_versions row is the truth. Learner → Producer, every RolloutConsumer; natural key of the effect: the policy version.</summary>
[MessageUrn("guide:policy-updated:v1", useDefaultPrefix: false)]
[EntityName("guide.policy-updated.v1")]
public sealed record PolicyUpdated
{
    /// <summary>The run: it leads every key of the database.</summary>
    public required string RunId { get; init; }

    /// <summary>The committed version.</summary>
    public required int PolicyVersion { get; init; }

    /// <summary>Checkpoint folder, relative to the run's checkpoint store.</summary>
    public required string CheckpointUri { get; init; }

    /// <summary>SHA-256 of the weights file, lower-case hexadecimal.</summary>
    public required string CheckpointSha256 { get; init; }
}
