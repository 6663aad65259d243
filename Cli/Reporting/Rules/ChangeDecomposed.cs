using System.Globalization;

using static Guide.Cli.Reporting.Rules.Words;

namespace Guide.Cli.Reporting.Rules;

/// <summary>Where a change in pass@1 came from, where there is one.</summary>
internal sealed class ChangeDecomposed : IFindingRule
{
    private const double Changed = 0.05;

    /// <inheritdoc/>
    public IEnumerable<string> Of(IReadOnlyList<RunResult> runs)
    {
        foreach (var arm in runs.GroupBy(r => r.Arm))
        {
            var gains = arm.Select(r => r.Gains()).Where(g => g.Count > 0).ToList();
            foreach (var tier in gains.SelectMany(g => g.Keys).Distinct())
            {
                var of = gains.Where(g => g.ContainsKey(tier)).Select(g => g[tier]).ToList();
                var (distilled, gained, lost) = (of.Average(g => g.Gain.SelfDistillation), of.Average(g => g.Gain.CapabilityGain), of.Average(g => g.Gain.Regression));
                if (Math.Abs(distilled + gained - lost) > Changed)
                {
                    yield return $"{arm.Key}, {tier}: of the change {Signed(distilled + gained - lost)} in pass@1, self-distillation is {P(distilled)} (problems the initial policy solved within {arm.First().Ks[^1]} tries), capability gain {P(gained)} (those it did not), regression {P(lost)}; {of.Average(g => g.Regressed).ToString("0.#", CultureInfo.InvariantCulture)} of {of[0].Problems} problems got worse.";
                }
            }
        }
    }
}
