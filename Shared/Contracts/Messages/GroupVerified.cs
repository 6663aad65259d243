using MassTransit;

namespace Guide.Contracts.Messages;

/// <summary>Event: every slot of a group has an effective verdict, or its attempts are spent. VerifierConsumer → HintConsumer; natural key of the effect: (group id, verifier set version).</summary>
[MessageUrn("guide:group-verified:v1", useDefaultPrefix: false)]
[EntityName("guide.group-verified.v1")]
public sealed record GroupVerified
{
    /// <summary>The run: it leads every key of the database.</summary>
    public required string RunId { get; init; }

    /// <summary>The group, by its derived id (see GroupId).</summary>
    public required Guid GroupId { get; init; }

    /// <summary>Why the group exists.</summary>
    public required Purpose Purpose { get; init; }

    /// <summary>Names and versions of the verifiers that judged.</summary>
    public required string VerifierSetVersion { get; init; }

    /// <summary>Slots with a reward-bearing verdict, 0 to group size.</summary>
    public required int JudgedCount { get; init; }

    /// <summary>Slots judged Correct, 0 to JudgedCount.</summary>
    public required int CorrectCount { get; init; }
}
