namespace Guide.Cli.Evaluation;

/// <summary>One tier of an evaluation.</summary>
/// <param name="Tier">Its name.</param>
/// <param name="PassAt">By k, with problem-level intervals.</param>
public sealed record TierSummary(string Tier, IReadOnlyDictionary<int, Estimate> PassAt)
{
    /// <summary>maj@k by k, for k above 1; empty where nobody counted votes.</summary>
    public IReadOnlyDictionary<int, Estimate> MajorityAt { get; init; } = new Dictionary<int, Estimate>();

    /// <summary>
    /// Summarises problems by tier, in order of first appearance. A problem with fewer judged completions than k has no pass@k: it is left out
    /// of that mean, which says over how many problems it is. A k that no problem has is left out.
    /// </summary>
    public static IReadOnlyList<TierSummary> Of(IReadOnlyList<ProblemSamples> problems, IReadOnlyList<int> ks) =>
        [.. problems.GroupBy(problem => problem.Tier, StringComparer.Ordinal).Select(tier => new TierSummary(
            tier.Key,
            Means(ks, tier, static (problem, k) => problem.Samples >= k ? PassAtK.Estimate(problem.Samples, problem.Successes, k) : null))
        {
            MajorityAt = Means([.. ks.Where(static k => k > 1)], tier, static (problem, k) => problem.MajorityAt is { } votes && votes.TryGetValue(k, out var share) ? share : null),
        })];

    private static Dictionary<int, Estimate> Means(IReadOnlyList<int> ks, IEnumerable<ProblemSamples> tier, Func<ProblemSamples, int, double?> of) =>
        ks.Select(k => (K: k, Values: tier.Select(problem => of(problem, k)).OfType<double>().ToList()))
            .Where(static at => at.Values.Count > 0)
            .ToDictionary(static at => at.K, static at => ShareOfProblems.Mean(at.Values));
}
