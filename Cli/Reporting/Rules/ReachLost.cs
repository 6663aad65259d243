using Guide.Cli.Evaluation;

using static Guide.Cli.Reporting.Rules.Words;

namespace Guide.Cli.Reporting.Rules;

/// <summary>An arm after whose training fewer problems of a tier are solved within k tries than before, by more than the problems' chance.</summary>
internal sealed class ReachLost : IFindingRule
{
    private const double Lost = 0.05;

    /// <inheritdoc/>
    public IEnumerable<string> Of(IReadOnlyList<RunResult> runs) =>
        from arm in runs.Where(r => r is { Final: not null, Initial: not null }).GroupBy(r => r.Arm)
        let k = arm.First().Ks[^1]
        where k > 1
        from tier in Tiers.InOrder(arm.First().Final!.Problems.Select(p => p.Tier))
        let change = Change([.. arm], tier, k)
        where change is { Mean: < -Lost, High: < 0 }
        select $"{tier}: {arm.Key} lost reach: pass@{k} went from {P(arm.Average(r => ArmPair.Pass(r.Initial!, tier, k)))} to {P(arm.Average(r => ArmPair.Pass(r.Final!, tier, k)))}, by {Signed(change.Mean)} [{Signed(change.Low)}, {Signed(change.High)}] (pass@1 from {P(arm.Average(r => ArmPair.Pass(r.Initial!, tier, 1)))} to {P(arm.Average(r => ArmPair.Pass(r.Final!, tier, 1)))}).";

    /// <summary>The change of pass@k of the same problems, each problem's mean over seeds; null = no problem has enough samples.</summary>
    private static Estimate? Change(IReadOnlyList<RunResult> arm, string tier, int k)
    {
        var changes = arm
            .SelectMany(run => Of(run.Initial!).Join(Of(run.Final!), before => before.PromptId, after => after.PromptId, (before, after) => (before.PromptId, By: At(after) - At(before))))
            .GroupBy(problem => problem.PromptId, problem => problem.By)
            .Select(problem => problem.Average())
            .ToList();
        return changes.Count == 0 ? null : Bootstrap.Difference(changes);

        IEnumerable<ProblemSamples> Of(EvaluationResult result) => result.Problems.Where(problem => problem.Tier == tier && problem.Samples >= k);

        double At(ProblemSamples problem) => PassAtK.Estimate(problem.Samples, problem.Successes, k);
    }
}
