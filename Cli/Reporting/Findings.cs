using System.Globalization;

using Guide.Cli.Running;
using Guide.Recipes;

namespace Guide.Cli.Reporting;

/// <summary>What the measured values say, in sentences. Nothing is said that this experiment has not measured without saying so.</summary>
internal static class Findings
{
    /// <summary>Below this a tier counts as not reached, above twice this as sometimes solved.</summary>
    private const double NotReached = 0.05;

    /// <summary>The sentences, most important first; empty without evaluations.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<RunResult> runs)
    {
        var findings = new List<string>();
        var measured = runs.Where(r => r is { Final: not null, Initial: not null }).ToList();
        var guided = measured.Where(r => r.Recipe.Guidance.Enabled).ToList();
        var plain = measured.Where(r => !r.Recipe.Guidance.Enabled).ToList();
        foreach (var arm in guided.GroupBy(r => r.Arm))
        {
            foreach (var baseline in plain.GroupBy(r => r.Arm))
            {
                var pairs = arm.Join(baseline, a => a.Seed, b => b.Seed, (a, b) => (Guided: a, Plain: b)).ToList();
                if (pairs.Count > 0)
                {
                    Compare(findings, arm.Key, baseline.Key, pairs);
                }
            }
        }

        foreach (var arm in measured.GroupBy(r => r.Arm))
        {
            Decompose(findings, arm.Key, [.. arm]);
        }

        foreach (var arm in runs.Where(r => r.Recipe.Guidance.Enabled && r.Steps.Count > 0).GroupBy(r => r.Arm))
        {
            Ratios(findings, arm.Key, [.. arm]);
            Composition(findings, arm.Key, [.. arm]);
        }

        if (guided.Count > 0 && runs.All(r => r.Recipe.Guidance.Shaping is Shaping.Percentile or Shaping.Constant))
        {
            findings.Add("Not measured by this experiment: guided rows without the importance correction. In the experiments behind the quickstart (docs/recipes.md) the correction was not needed in this environment: without it the hard tier was learned at least as early. An environment where it matters is worth finding.");
        }

        return findings;
    }

    private static void Compare(List<string> findings, string arm, string baseline, IReadOnlyList<(RunResult Guided, RunResult Plain)> pairs)
    {
        foreach (var tier in Tiers(pairs[0].Guided))
        {
            var guided = pairs.Select(p => Pass(p.Guided.Final!, tier, 1)).ToList();
            var plain = pairs.Select(p => Pass(p.Plain.Final!, tier, 1)).ToList();
            var above = guided.Zip(plain).Count(p => p.First > p.Second);
            var gap = guided.Average() - plain.Average();
            var k = pairs[0].Guided.Ks[^1];
            var initial = pairs.Average(p => Pass(p.Guided.Initial!, tier, 1));
            var initialReach = pairs.Average(p => Pass(p.Guided.Initial!, tier, k));
            var plainReach = pairs.Average(p => Pass(p.Plain.Final!, tier, k));

            var equal = pairs.Where(p => p.Plain.AtEqualUpdates is not null).Select(p => Pass(p.Guided.Final!, tier, 1) - Pass(p.Plain.AtEqualUpdates!.Value.Result, tier, 1)).ToList();
            findings.Add(
                $"{tier}: without hints, {arm} reaches pass@1 {P(guided.Average())} and {baseline} {P(plain.Average())} at equal rollouts ({N(pairs.Average(p => p.Guided.Rollouts))} against {N(pairs.Average(p => p.Plain.Rollouts))}): a gap of {Signed(gap)}, {arm} above in {above} of {pairs.Count} seed(s)"
                + (equal.Count > 0 ? $"; at equal updates the gap is {Signed(equal.Average())}." : "."));

            if (gap > NotReached)
            {
                findings.Add(
                    plain.Average() < NotReached && plainReach < 2 * NotReached
                        ? $"{tier}: guidance opened a tier that {baseline} did not reach (its pass@{k} at the end is {P(plainReach)}; the initial policy had pass@1 {P(initial)}, pass@{k} {P(initialReach)}). {Reach(initialReach, k)}"
                        : $"{tier}: {baseline} gets there too (pass@1 {P(plain.Average())}), so guidance is an acceleration here, not a new reach: the initial policy already solved some (pass@{k} {P(initialReach)}).");
            }
        }
    }

    private static string Reach(double initialReach, int k) => initialReach < NotReached
        ? "The claim is no larger than that: guidance helps where rollouts almost never succeed; once the base policy sometimes succeeds it accelerates and does not reach further."
        : $"The initial policy solved {initialReach.ToString("P0", CultureInfo.InvariantCulture)} of it within {k} tries, so part of this is acceleration and not a new reach.";

    private static void Decompose(List<string> findings, string arm, IReadOnlyList<RunResult> runs)
    {
        var gains = runs.Select(r => r.Gains()).ToList();
        foreach (var tier in gains[0].Keys)
        {
            var of = gains.Where(g => g.ContainsKey(tier)).Select(g => g[tier]).ToList();
            var (sd, cg, reg) = (of.Average(g => g.Gain.SelfDistillation), of.Average(g => g.Gain.CapabilityGain), of.Average(g => g.Gain.Regression));
            if (Math.Abs(sd + cg - reg) > NotReached)
            {
                findings.Add($"{arm}, {tier}: of the change {Signed(sd + cg - reg)} in pass@1, self-distillation is {P(sd)} (problems the initial policy solved within {runs[0].Ks[^1]} tries), capability gain {P(cg)} (those it did not), regression {P(reg)}; {of.Average(g => g.Regressed).ToString("0.#", CultureInfo.InvariantCulture)} of {of[0].Problems} problems got worse.");
            }
        }
    }

    private static void Ratios(List<string> findings, string arm, IReadOnlyList<RunResult> runs)
    {
        var steps = runs.SelectMany(r => r.Steps).Where(s => s.Metrics.ContainsKey("guided/ln_ratio_max")).ToList();
        if (steps.Count == 0)
        {
            return;
        }

        var largest = Math.Exp(steps.Max(s => s["guided/ln_ratio_max"]));
        var lowTenth = Math.Exp(Median([.. steps.Select(s => s["guided/ln_ratio_q10"])]));
        var median = Math.Exp(Median([.. steps.Select(s => s["guided/ln_ratio_q50"])]));
        var unguided = runs.SelectMany(r => r.Steps).Where(s => s.Metrics.ContainsKey("unguided/ln_ratio_max")).Select(s => Math.Exp(s["unguided/ln_ratio_max"])).DefaultIfEmpty(double.NaN).Max();
        findings.Add($"{arm}: plain importance ratios of guided tokens π(o|q)/μ(o|q,h) are unstable: in the median step a tenth of them are below {G(lowTenth)} and half below {G(median)}, the largest was {G(largest)} (unguided tokens: largest {G(unguided)}). Shaping ρ/(ρ+γ) bounds their gradient weight at 1/4.");
    }

    private static void Composition(List<string> findings, string arm, IReadOnlyList<RunResult> runs)
    {
        const string allCorrect = "guided/groups_all_correct";
        var first = runs.SelectMany(r => r.Steps.Take(r.Steps.Count / 4)).Where(s => s.Metrics.ContainsKey(allCorrect)).Select(s => s[allCorrect]).ToList();
        var last = runs.SelectMany(r => r.Steps.Skip(r.Steps.Count * 3 / 4)).Where(s => s.Metrics.ContainsKey(allCorrect)).Select(s => s[allCorrect]).ToList();
        if (first.Count == 0 || last.Count == 0)
        {
            return;
        }

        var how = runs[0].Recipe.Guidance.Composition;
        findings.Add(
            $"Composition decides: inside a group that is guided throughout, successes and failures share the hint, so the baseline cancels the signal, and such groups become all-correct ({Percent(first.Average())} of the guided groups in the first quarter of the steps, {Percent(last.Average())} in the last). "
            + (how == Guide.Recipes.Composition.Replace
                ? $"{arm} trains on exactly those groups (replace)."
                : $"{arm} ({how.ToString().ToLowerInvariant()}) sets guided successes against unguided failures instead; how much that matters is seen by an arm with guidance.composition=replace."));
    }

    private static List<string> Tiers(RunResult run) => [.. run.Final!.Problems.Select(p => p.Tier).Distinct()];

    private static double Pass(EvaluationResult evaluation, string tier, int k)
    {
        var of = evaluation.Problems.Where(p => p.Tier == tier && p.Samples >= k).ToList();
        return of.Count == 0 ? double.NaN : of.Average(p => Evaluation.PassAtK.Estimate(p.Samples, p.Successes, k));
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private static string P(double share) => share.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Signed(double share) => share.ToString("+0.000;−0.000;0.000", CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);

    private static string N(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string G(double number) => number.ToString("G3", CultureInfo.InvariantCulture);
}
