using System.Text.Json.Serialization;

using Guide.Contracts;

namespace Guide.Cli.Evaluation;

/// <summary>What one policy did on one held-out problem.</summary>
/// <param name="PromptId">The problem.</param>
/// <param name="Tier">Its difficulty; results are grouped by it.</param>
/// <param name="Samples">n: judged completions.</param>
/// <param name="Successes">c: those with verdict Correct.</param>
public sealed record ProblemSamples(string PromptId, string Tier, int Samples, int Successes)
{
    /// <summary>c/n, the unbiased estimate of the chance of success; avg@n.</summary>
    public double PassAt1 => PassAtK.Estimate(Samples, Successes, 1);

    /// <summary>Who judges it; null = nobody noted it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Domain? Domain { get; init; }

    /// <summary>The data set it is of; null = there is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Set { get; init; }

    /// <summary>maj@k by k; null = nobody counted votes.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<int, double>? MajorityAt { get; init; }
}
