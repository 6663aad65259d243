using Guide.Contracts;

namespace Guide.Storage.Entities;

/// <summary>One judgement of one rollout. Append-only; the effective verdict of a slot is its first reward-bearing attempt.</summary>
public sealed class VerdictRow
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The rollout's group.</summary>
    public required Guid GroupId { get; init; }

    /// <summary>The rollout's slot.</summary>
    public required int Slot { get; init; }

    /// <summary>The verifier, for example "math".</summary>
    public required string Verifier { get; init; }

    /// <summary>Its version, for example "1".</summary>
    public required string VerifierVersion { get; init; }

    /// <summary>From 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>What was found.</summary>
    public required VerdictOutcome Outcome { get; init; }

    /// <summary>In [0, 1] for judged outcomes, else null.</summary>
    public double? Reward { get; init; }

    /// <summary>Why, for a reader.</summary>
    public required string Detail { get; init; }

    /// <summary>Time to judge, milliseconds.</summary>
    public required double ElapsedMilliseconds { get; init; }

    /// <summary>When, database clock.</summary>
    public required DateTimeOffset JudgedAt { get; init; }
}
