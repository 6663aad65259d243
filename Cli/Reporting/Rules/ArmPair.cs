using Guide.Cli.Evaluation;

namespace Guide.Cli.Reporting.Rules;

/// <summary>A guided arm beside an unguided one, on the seeds that both have finished, in one tier.</summary>
/// <param name="Guided">The guided arm's runs.</param>
/// <param name="Plain">The unguided arm's, seed by seed.</param>
/// <param name="Tier">The tier.</param>
internal sealed record ArmPair(IReadOnlyList<RunResult> Guided, IReadOnlyList<RunResult> Plain, string Tier)
{
    /// <summary>k of pass@k beside 1: the largest that is shown.</summary>
    public int K => Guided[0].Ks[^1];

    /// <summary>Every pair of arms and tier that was measured.</summary>
    public static IEnumerable<ArmPair> Of(IReadOnlyList<RunResult> runs)
    {
        var measured = runs.Where(r => r is { Final: not null, Initial: not null }).ToList();
        foreach (var guided in measured.Where(r => r.Recipe.Guidance.Enabled).GroupBy(r => r.Arm))
        {
            foreach (var plain in measured.Where(r => !r.Recipe.Guidance.Enabled).GroupBy(r => r.Arm))
            {
                var pairs = guided.Join(plain, a => a.Seed, b => b.Seed, (a, b) => (a, b)).ToList();
                if (pairs.Count == 0)
                {
                    continue;
                }

                foreach (var tier in pairs[0].a.Final!.Problems.Select(p => p.Tier).Distinct())
                {
                    yield return new ArmPair([.. pairs.Select(p => p.a)], [.. pairs.Select(p => p.b)], tier);
                }
            }
        }
    }

    /// <summary>Mean over seeds of pass@k at the end.</summary>
    public double Final(IReadOnlyList<RunResult> runs, int k) => runs.Average(r => Pass(r.Final!, Tier, k));

    /// <summary>Mean over seeds of pass@k at the start.</summary>
    public double Initial(IReadOnlyList<RunResult> runs, int k) => runs.Average(r => Pass(r.Initial!, Tier, k));

    /// <summary>The gap in pass@1, guided minus unguided, with its 95 % interval over problems (each problem's mean over seeds).</summary>
    public Estimate Gap()
    {
        var byProblem = Guided.Zip(Plain)
            .SelectMany(pair => Of(pair.First).Join(Of(pair.Second), a => a.PromptId, b => b.PromptId, (a, b) => (a.PromptId, Gap: a.PassAt1 - b.PassAt1)))
            .GroupBy(problem => problem.PromptId, problem => problem.Gap);
        return Bootstrap.Difference([.. byProblem.Select(problem => problem.Average())]);

        IEnumerable<ProblemSamples> Of(RunResult run) => run.Final!.Problems.Where(p => p.Tier == Tier);
    }

    /// <summary>pass@k of one evaluation in a tier; NaN where no problem has enough samples.</summary>
    public static double Pass(EvaluationResult evaluation, string tier, int k)
    {
        var of = evaluation.Problems.Where(p => p.Tier == tier && p.Samples >= k).ToList();
        return of.Count == 0 ? double.NaN : of.Average(p => PassAtK.Estimate(p.Samples, p.Successes, k));
    }
}
