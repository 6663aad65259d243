using MassTransit;

namespace Guide.Contracts.Messages;

/// <summary>Event: a lineage is final and may be consumed. HintConsumer → Learner; natural key of the effect: the root group's id.</summary>
[MessageUrn("guide:group-completed:v1", useDefaultPrefix: false)]
[EntityName("guide.group-completed.v1")]
public sealed record GroupCompleted
{
    /// <summary>The run: it leads every key of the database.</summary>
    public required string RunId { get; init; }

    /// <summary>The group, by its derived id (see GroupId).</summary>
    public required Guid GroupId { get; init; }

}
