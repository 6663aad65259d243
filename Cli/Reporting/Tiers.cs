using Guide.Cli.Evaluation;

namespace Guide.Cli.Reporting;

/// <summary>The tiers of a report: always in one order, and which of them the headline speaks of.</summary>
internal static class Tiers
{
    private static readonly string[] Known = ["easy", "medium", "hard"];

    /// <summary>Each once: easy, medium, hard, then others as they come.</summary>
    public static IReadOnlyList<string> InOrder(IEnumerable<string> tiers) =>
        [.. tiers.Distinct().Index().OrderBy(tier => Array.IndexOf(Known, tier.Item) is >= 0 and var at ? at : Known.Length + tier.Index).Select(tier => tier.Item)];

    /// <summary>The tiers that were measured, in order; empty when nothing was.</summary>
    public static IReadOnlyList<string> Measured(IReadOnlyList<RunResult> runs) =>
        InOrder(runs.SelectMany(run => new[] { run.Initial, run.Final }).OfType<EvaluationResult>().SelectMany(result => result.Problems).Select(problem => problem.Tier));

    /// <summary>The hardest tier that was measured; null when nothing was. Where there are no easy, medium and hard, all problems together.</summary>
    public static string? Hardest(IReadOnlyList<RunResult> runs) => Measured(runs) is not { Count: > 0 } tiers ? null
        : tiers.Count == 1 || Known.Contains(tiers[^1]) ? tiers[^1]
        : tiers.LastOrDefault(Known.Contains) ?? EvaluationResult.Whole;

    /// <summary>The problems of a tier, or all.</summary>
    public static IEnumerable<ProblemSamples> Of(EvaluationResult result, string tier) =>
        tier == EvaluationResult.Whole && result.Problems.All(problem => problem.Tier != tier) ? result.Problems : result.Problems.Where(problem => problem.Tier == tier);

    /// <summary>pass@k of a tier over the seeds of a policy: each problem's mean over seeds, with its 95 % interval over problems; null = not measured.</summary>
    public static Estimate? Pass(IReadOnlyList<EvaluationResult> seeds, string tier, int k)
    {
        var problems = seeds.SelectMany(result => Of(result, tier)).Where(problem => problem.Samples >= k)
            .GroupBy(problem => problem.PromptId, problem => PassAtK.Estimate(problem.Samples, problem.Successes, k)).Select(problem => problem.Average()).ToList();
        return problems.Count == 0 ? null : ShareOfProblems.Mean(problems);
    }
}
