using MassTransit;

namespace Guide.Contracts.Messages;

/// <summary>Command: sample the rollouts of one group. Producer, HintConsumer → RolloutConsumer; natural key of the effect: the group id.</summary>
[MessageUrn("guide:sample-group:v1", useDefaultPrefix: false)]
[EntityName("guide.sample-group.v1")]
public sealed record SampleGroup
{
    /// <summary>The run: it leads every key of the database.</summary>
    public required string RunId { get; init; }

    /// <summary>The group, by its derived id (see GroupId).</summary>
    public required Guid GroupId { get; init; }

    /// <summary>Why the group exists.</summary>
    public required Purpose Purpose { get; init; }

    /// <summary>Train: the lowest policy version the group may be sampled at. Eval: exactly this version.</summary>
    public required int MinimumPolicyVersion { get; init; }
}
