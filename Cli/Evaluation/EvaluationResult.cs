using System.Text.Json.Serialization;


namespace Guide.Cli.Evaluation;

/// <summary>One policy measured on held-out prompts.</summary>
internal sealed record EvaluationResult
{
    /// <summary>What was measured: a checkpoint, relative to the checkpoints, or a path.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>SHA-256 of its weights.</summary>
    public required string CheckpointSha256 { get; init; }

    /// <summary>True: every prompt had its hint.</summary>
    public required bool Guided { get; init; }

    /// <summary>n: completions asked for of each problem.</summary>
    public required int SamplesPerProblem { get; init; }

    /// <summary>Problems that do not fit the context (counted as failed) or have no hint that may be used (guided: left out).</summary>
    public required int Unusable { get; init; }

    /// <summary>Share of completions that reached their token budget.</summary>
    public required double Truncated { get; init; }

    /// <summary>Problems without one completion that could be judged: left out.</summary>
    public int UnjudgedProblems { get; init; }

    /// <summary>Completions that could not be judged; those of other problems left their problem's n.</summary>
    public long UnjudgedCompletions { get; init; }

    /// <summary>Each problem's successes.</summary>
    public required IReadOnlyList<ProblemSamples> Problems { get; init; }

    /// <summary>pass@1 over all problems.</summary>
    [JsonIgnore]
    public double PassAt1 => Problems.Count == 0 ? 0 : Problems.Average(problem => problem.PassAt1);

    /// <summary>The tier that is all tiers together, or the only one.</summary>
    public const string Whole = "all";

    /// <summary>By tier, and all tiers together last when there are several.</summary>
    public IReadOnlyList<TierSummary> Tiers(IReadOnlyList<int> ks)
    {
        var tiers = TierSummary.Of(Problems, ks);
        return tiers.Count < 2 ? tiers : [.. tiers, .. TierSummary.Of([.. Problems.Select(p => p with { Tier = Whole })], ks)];
    }
}
