using static Guide.Cli.Reporting.Rules.Words;

namespace Guide.Cli.Reporting.Rules;

/// <summary>An arm after whose training fewer problems of a tier are solved within k tries than before.</summary>
internal sealed class ReachLost : IFindingRule
{
    private const double Lost = 0.05;

    /// <inheritdoc/>
    public IEnumerable<string> Of(IReadOnlyList<RunResult> runs) =>
        from arm in runs.Where(r => r is { Final: not null, Initial: not null }).GroupBy(r => r.Arm)
        let k = arm.First().Ks[^1]
        where k > 1
        from tier in arm.First().Final!.Problems.Select(p => p.Tier).Distinct()
        let before = arm.Average(r => ArmPair.Pass(r.Initial!, tier, k))
        let after = arm.Average(r => ArmPair.Pass(r.Final!, tier, k))
        where before - after > Lost
        select $"{tier}: {arm.Key} lost reach: pass@{k} went from {P(before)} to {P(after)} (pass@1 from {P(arm.Average(r => ArmPair.Pass(r.Initial!, tier, 1)))} to {P(arm.Average(r => ArmPair.Pass(r.Final!, tier, 1)))}).";
}
