namespace Guide.Cli.Replay.Foreign;

/// <summary>What our judges say about another trainer's rollouts.</summary>
internal sealed record ForeignDiff
{
    /// <summary>The dump's format.</summary>
    public required string Format { get; init; }

    /// <summary>The field of the reward.</summary>
    public required string RewardField { get; init; }

    /// <summary>The reward from which it called a rollout right.</summary>
    public required double RightFrom { get; init; }

    /// <summary>Who judged where a rollout does not say.</summary>
    public required string Domain { get; init; }

    /// <summary>The places that answers were read from.</summary>
    public required string AnswerFrom { get; init; }

    /// <summary>Names and versions of the judges.</summary>
    public required string VerifierSetVersion { get; init; }

    /// <summary>Files read.</summary>
    public required int Files { get; init; }

    /// <summary>Rows read.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows that cannot be compared, by the reason.</summary>
    public required IReadOnlyDictionary<string, long> LeftOut { get; init; }

    /// <summary>Groups that there are.</summary>
    public required long Groups { get; init; }

    /// <summary>Groups that were looked at.</summary>
    public required long GroupsLookedAt { get; init; }

    /// <summary>Share of the groups that was asked for.</summary>
    public required double Sample { get; init; }

    /// <summary>Its seed.</summary>
    public required int Seed { get; init; }

    /// <summary>Rollouts that our judges have judged.</summary>
    public required long Judged { get; init; }

    /// <summary>Of them, rewarded as right and wrong.</summary>
    public required long RightToWrong { get; init; }

    /// <summary>Of those, without an answer in the demanded places.</summary>
    public required long RightToFormatError { get; init; }

    /// <summary>Of the judged, rewarded as wrong and right.</summary>
    public required long WrongToRight { get; init; }

    /// <summary>Rollouts that could not be judged, by the reason.</summary>
    public required IReadOnlyDictionary<string, long> Unjudged { get; init; }

    /// <summary>Groups whose class is another by our judges; only what both judged counts.</summary>
    public required IReadOnlyList<ClassChange> ClassChanges { get; init; }

    /// <summary>Steps with flipped rollouts.</summary>
    public required IReadOnlyList<FlippedStep> Steps { get; init; }

    /// <summary>Each reward that was given, and what our judges say of the rollouts; the most frequent ones.</summary>
    public required IReadOnlyList<RewardValue> Rewards { get; init; }

    /// <summary>Every rollout on which they differ.</summary>
    public required IReadOnlyList<ForeignFlip> Flips { get; init; }
}
