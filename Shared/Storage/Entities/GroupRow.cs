using Guide.Contracts;

namespace Guide.Storage.Entities;

/// <summary>G rollouts of one prompt under one policy version and one hint or none. A lineage is a root and, if guided, its child.</summary>
public sealed class GroupRow
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>Derived (Contracts.GroupId).</summary>
    public required Guid GroupId { get; init; }

    /// <summary>Why the group exists.</summary>
    public required Purpose Purpose { get; init; }

    /// <summary>Draw ordinal, from 0 without gaps for train roots; a child carries its root's; evaluation: the prompt's position.</summary>
    public required long Ordinal { get; init; }

    /// <summary>The prompt.</summary>
    public required string PromptId { get; init; }

    /// <summary>The root of a guided child; null for a root.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>The hint of a guided group; null without one.</summary>
    public string? HintId { get; init; }

    /// <summary>G.</summary>
    public required int GroupSize { get; init; }

    /// <summary>Where it stands.</summary>
    public required GroupState State { get; init; }

    /// <summary>Train: the lowest version it may be sampled at; eval: exactly this version.</summary>
    public required int MinimumPolicyVersion { get; init; }

    /// <summary>Evaluation and replay: the sampling settings as JSON; null = the recipe's.</summary>
    public string? SamplingSettings { get; init; }

    /// <summary>The version all its rollouts were sampled at; null until sampled.</summary>
    public int? PolicyVersion { get; init; }

    /// <summary>Token ids of prompt (+ hint when guided), generation prompt included; null until sampled.</summary>
    public int[]? SamplingContext { get; init; }

    /// <summary>Token ids of the prompt alone, generation prompt included; null until sampled.</summary>
    public int[]? TrainingContext { get; init; }

    /// <summary>The handling that holds it; null = nobody.</summary>
    public string? ClaimedBy { get; init; }

    /// <summary>End of the claim, database clock.</summary>
    public DateTimeOffset? ClaimedUntil { get; init; }

    /// <summary>When the message of the current state was last sent (or was about to be), database clock.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>How often the message of the current state was sent.</summary>
    public int SendCount { get; init; } = 1;

    /// <summary>Slots with a reward-bearing verdict; null until verified.</summary>
    public int? JudgedCount { get; init; }

    /// <summary>Slots judged Correct; null until verified.</summary>
    public int? CorrectCount { get; init; }

    /// <summary>Names and versions of the verifiers that judged; null until verified.</summary>
    public string? VerifierSetVersion { get; init; }

    /// <summary>What HintConsumer decided; null until routed.</summary>
    public RoutingDecision? Routing { get; init; }

    /// <summary>Why it was discarded; None unless it was.</summary>
    public DiscardReason DiscardReason { get; init; }

    /// <summary>A sentence for the reader beside the reason; null = none.</summary>
    public string? DiscardDetail { get; init; }

    /// <summary>The policy version whose step took it, or whose step discarded it while being put together; null otherwise.</summary>
    public int? ConsumingVersion { get; init; }

    /// <summary>Admission, database clock.</summary>
    public required DateTimeOffset AdmittedAt { get; init; }

    /// <summary>Rollouts stored, database clock.</summary>
    public DateTimeOffset? SampledAt { get; init; }

    /// <summary>Verdicts stored, database clock.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>Lineage final, database clock.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Consumed or discarded, database clock.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
