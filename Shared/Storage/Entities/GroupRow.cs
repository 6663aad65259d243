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
    public required GroupState State { get; set; }

    /// <summary>Train: the lowest version it may be sampled at; eval: exactly this version.</summary>
    public required int MinimumPolicyVersion { get; init; }

    /// <summary>Evaluation and replay: the sampling settings as JSON; null = the recipe's.</summary>
    public string? SamplingSettings { get; init; }

    /// <summary>The version all its rollouts were sampled at; null until sampled.</summary>
    public int? PolicyVersion { get; set; }

    /// <summary>Token ids of prompt (+ hint when guided), generation prompt included; null until sampled.</summary>
    public int[]? SamplingContext { get; set; }

    /// <summary>Token ids of the prompt alone, generation prompt included; null until sampled.</summary>
    public int[]? TrainingContext { get; set; }

    /// <summary>The handling that holds it; null = nobody.</summary>
    public string? ClaimedBy { get; set; }

    /// <summary>End of the claim, database clock.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }

    /// <summary>When the message of the current state was last sent (or was about to be), database clock.</summary>
    public required DateTimeOffset SentAt { get; set; }

    /// <summary>How often the message of the current state was sent.</summary>
    public int SendCount { get; set; } = 1;

    /// <summary>Slots with a reward-bearing verdict; null until verified.</summary>
    public int? JudgedCount { get; set; }

    /// <summary>Slots judged Correct; null until verified.</summary>
    public int? CorrectCount { get; set; }

    /// <summary>Names and versions of the verifiers that judged; null until verified.</summary>
    public string? VerifierSetVersion { get; set; }

    /// <summary>What HintConsumer decided; null until routed.</summary>
    public RoutingDecision? Routing { get; set; }

    /// <summary>Why it was discarded; None unless it was.</summary>
    public DiscardReason DiscardReason { get; set; }

    /// <summary>A sentence for the reader beside the reason; null = none.</summary>
    public string? DiscardDetail { get; set; }

    /// <summary>The policy version whose step took it, or whose step discarded it while being put together; null otherwise.</summary>
    public int? ConsumingVersion { get; set; }

    /// <summary>Admission, database clock.</summary>
    public required DateTimeOffset AdmittedAt { get; init; }

    /// <summary>Rollouts stored, database clock.</summary>
    public DateTimeOffset? SampledAt { get; set; }

    /// <summary>Verdicts stored, database clock.</summary>
    public DateTimeOffset? VerifiedAt { get; set; }

    /// <summary>Lineage final, database clock.</summary>
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>Consumed or discarded, database clock.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}
