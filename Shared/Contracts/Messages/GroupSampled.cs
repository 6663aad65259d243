using MassTransit;

namespace Guide.Contracts.Messages;

/// <summary>Event: the rollouts of a group are stored. RolloutConsumer → VerifierConsumer; natural key of the effect: the group id.</summary>
[MessageUrn("guide:group-sampled:v1", useDefaultPrefix: false)]
[EntityName("guide.group-sampled.v1")]
public sealed record GroupSampled
{
    /// <summary>The run: it leads every key of the database.</summary>
    public required string RunId { get; init; }

    /// <summary>The group, by its derived id (see GroupId).</summary>
    public required Guid GroupId { get; init; }

    /// <summary>Why the group exists.</summary>
    public required Purpose Purpose { get; init; }

    /// <summary>The version all rollouts of the group were sampled at.</summary>
    public required int PolicyVersion { get; init; }
}
