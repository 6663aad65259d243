namespace Guide.Storage.Entities;

/// <summary>One rollout of a consumed lineage and what the step did with it.</summary>
public sealed class StepRolloutRow
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The policy version that the step made.</summary>
    public required int Version { get; init; }

    /// <summary>Index of the row in the step, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Which of the step's optimizer updates it entered, from 0; −1 for unused rollouts.</summary>
    public required int MiniBatch { get; init; }

    /// <summary>The rollout's group.</summary>
    public required Guid GroupId { get; init; }

    /// <summary>The rollout's slot.</summary>
    public required int Slot { get; init; }

    /// <summary>Attempt of the effective verdict; null when the rollout has none.</summary>
    public int? VerdictAttempt { get; init; }

    /// <summary>The reward the step used (options such as the treatment of truncation applied); null when unjudged.</summary>
    public double? Reward { get; init; }

    /// <summary>"unguided", "guided" or "unused:REASON".</summary>
    public required string Role { get; init; }

    /// <summary>Advantage; 0 for unused rollouts.</summary>
    public required double Advantage { get; init; }
}
