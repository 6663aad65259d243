using Guide.Recipes;

using static Guide.Cli.Reporting.Rules.Words;

namespace Guide.Cli.Reporting.Rules;

/// <summary>How far guided tokens are from the policy without the hint.</summary>
internal sealed class GuidedRatios : IFindingRule
{
    /// <inheritdoc/>
    public IEnumerable<string> Of(IReadOnlyList<RunResult> runs)
    {
        foreach (var arm in runs.Where(r => r.Recipe.Guidance.Enabled).GroupBy(r => r.Arm))
        {
            var steps = arm.SelectMany(r => r.Steps).Where(s => s.Metrics.ContainsKey("guided/ln_ratio_max")).ToList();
            if (steps.Count == 0)
            {
                continue;
            }

            var unguided = arm.SelectMany(r => r.Steps).Where(s => s.Metrics.ContainsKey("unguided/ln_ratio_max")).Select(s => s["unguided/ln_ratio_max"]).ToList();
            yield return $"{arm.Key}: importance ratios of guided tokens π(o|q)/μ(o|q,h): in the median step a tenth are below {G(Math.Exp(Median(steps, "guided/ln_ratio_q10")))} and half below {G(Math.Exp(Median(steps, "guided/ln_ratio_q50")))}; the largest of all steps is {G(Math.Exp(steps.Max(s => s["guided/ln_ratio_max"])))}"
                + (unguided.Count > 0 ? $" (of unguided tokens {G(Math.Exp(unguided.Max()))})." : ".")
                + (arm.First().Recipe.Guidance.Shaping is Shaping.Percentile or Shaping.Constant ? " Shaping ρ/(ρ+γ) bounds their gradient weight at 1/4." : "");
        }
    }

    private static double Median(IReadOnlyList<StepPoint> steps, string metric) => steps.Select(s => s[metric]).Order().ElementAt(steps.Count / 2);
}
