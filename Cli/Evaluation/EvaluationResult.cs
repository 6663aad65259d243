using System.Text.Json.Serialization;

using Guide.Contracts;

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

    /// <summary>By tier, by domain and by data set where there are several, and all together last.</summary>
    public IReadOnlyList<TierSummary> Slices(IReadOnlyList<int> ks)
    {
        IReadOnlyList<TierSummary> Named(Func<ProblemSamples, string?> name) =>
            Problems.Select(name).Distinct().Count() < 2 ? [] : TierSummary.Of([.. Problems.Select(p => p with { Tier = name(p) ?? "?" })], ks);

        var tiers = TierSummary.Of(Problems, ks);
        return tiers.Count < 2 ? tiers :
        [
            .. tiers,
            .. Named(static p => p.Domain is { } domain ? $"domain {SnakeCaseJson.Word(domain)}" : null).Where(domain => tiers.All(tier => $"domain {tier.Tier}" != domain.Tier)),
            .. Named(static p => p.Set is { } set ? $"set {set}" : null),
            .. TierSummary.Of([.. Problems.Select(static p => p with { Tier = Whole })], ks),
        ];
    }

    /// <summary>Two data sets' evaluations of one policy together.</summary>
    public EvaluationResult And(EvaluationResult other)
    {
        var (mine, theirs) = (Problems.Count * (double)SamplesPerProblem, other.Problems.Count * (double)other.SamplesPerProblem);
        return this with
        {
            Unusable = Unusable + other.Unusable,
            Truncated = ((Truncated * mine) + (other.Truncated * theirs)) / (mine + theirs),
            UnjudgedProblems = UnjudgedProblems + other.UnjudgedProblems,
            UnjudgedCompletions = UnjudgedCompletions + other.UnjudgedCompletions,
            Problems = [.. Problems, .. other.Problems],
        };
    }

    /// <summary>The same evaluation on those problems only that another one has, too.</summary>
    public EvaluationResult On(EvaluationResult other)
    {
        var ids = other.Problems.Select(static problem => problem.PromptId).ToHashSet(StringComparer.Ordinal);
        return this with { Problems = [.. Problems.Where(problem => ids.Contains(problem.PromptId))] };
    }

    /// <summary>This one's pass@k minus another's, problem by problem, on those that both have.</summary>
    public Estimate? Minus(EvaluationResult other, int k)
    {
        var differences = Problems.Where(problem => problem.Samples >= k)
            .Join(other.Problems.Where(problem => problem.Samples >= k), static p => p.PromptId, static p => p.PromptId, (mine, theirs) => PassAtK.Estimate(mine.Samples, mine.Successes, k) - PassAtK.Estimate(theirs.Samples, theirs.Successes, k))
            .ToList();
        return differences.Count == 0 ? null : Bootstrap.Difference(differences);
    }
}
