namespace Guide.Cli.Evaluation;

/// <summary>One tier of an evaluation.</summary>
/// <param name="Tier">Its name.</param>
/// <param name="PassAt">By k, with problem-level intervals.</param>
public sealed record TierSummary(string Tier, IReadOnlyDictionary<int, Estimate> PassAt)
{
    /// <summary>
    /// Summarises problems by tier, in order of first appearance. A problem with fewer judged completions than k has no pass@k: it is left out
    /// of that mean, which says over how many problems it is. A k that no problem has is left out.
    /// </summary>
    public static IReadOnlyList<TierSummary> Of(IReadOnlyList<ProblemSamples> problems, IReadOnlyList<int> ks) =>
        [.. problems.GroupBy(problem => problem.Tier, StringComparer.Ordinal).Select(tier => new TierSummary(
            tier.Key,
            ks.Where(k => tier.Any(problem => problem.Samples >= k)).ToDictionary(
                k => k,
                k => ShareOfProblems.Mean([.. tier.Where(problem => problem.Samples >= k).Select(problem => PassAtK.Estimate(problem.Samples, problem.Successes, k))]))))];
}
