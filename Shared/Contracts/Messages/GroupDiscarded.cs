using MassTransit;

namespace Guide.Contracts.Messages;

/// <summary>Event: a lineage ended without being consumed. Any stage → Producer; natural key of the effect: the group id.</summary>
[MessageUrn("guide:group-discarded:v1", useDefaultPrefix: false)]
[EntityName("guide.group-discarded.v1")]
public sealed record GroupDiscarded
{
    /// <summary>The run: it leads every key of the database.</summary>
    public required string RunId { get; init; }

    /// <summary>The group, by its derived id (see GroupId).</summary>
    public required Guid GroupId { get; init; }

    /// <summary>Why.</summary>
    public required DiscardReason Reason { get; init; }
}
