using System.Globalization;

using Guide.Cli.Reporting.Drawing;
using Guide.Cli.Reporting.Rules;

using static Guide.Cli.Reporting.Rules.Words;

namespace Guide.Cli.Reporting;

/// <summary>What a reader takes away who reads one sentence and sees one picture: the hardest tier, every arm, the interval.</summary>
/// <param name="Sentence">Measured, as every finding.</param>
/// <param name="Picture">Null where nothing was measured on held-out problems.</param>
internal sealed record Headline(string Sentence, Figure? Picture)
{
    /// <summary>The headline of some results.</summary>
    public static Headline Of(IReadOnlyList<RunResult> runs, Palette palette)
    {
        var picture = Tiers.Hardest(runs) is { } tier ? PictureOf(runs, tier, palette) : null;

        // What makes the rest not worth reading stands in its place.
        var nothing = new NothingRewarded().Of(runs).Concat(new NothingGuided().Of(runs)).FirstOrDefault();
        return new Headline(nothing ?? (Tiers.Hardest(runs) is { } hardest ? Measured(runs, hardest) : Trained(runs)), picture);
    }

    private static Figure PictureOf(IReadOnlyList<RunResult> runs, string tier, Palette palette) => ShareChart.Rows(
        $"pass@1 on held-out problems, {TierText(tier)}, without hints",
        [.. Policies.Of(runs).Select(policy => (policy.Name, Pass: Tiers.Pass(policy.Seeds, tier, 1))).Where(policy => policy.Pass is not null)
            .Select(policy => new Interval(policy.Name, palette.Of(policy.Name), policy.Pass!.Mean, policy.Pass.Low, policy.Pass.High))]);

    private static string Measured(IReadOnlyList<RunResult> runs, string tier)
    {
        var policies = Policies.Of(runs).Select(policy => (policy.Name, Pass: Tiers.Pass(policy.Seeds, tier, 1))).Where(policy => policy.Pass is not null).ToList();
        var arms = policies.Where(policy => policy.Name != Palette.Initial).Select(policy => $"{policy.Name} reaches {P(policy.Pass!.Mean)}").ToList();
        var initial = policies.Find(policy => policy.Name == Palette.Initial).Pass;
        var ended = runs.All(run => run.Ended) ? "" : " The experiment has not ended.";
        return arms.Count == 0
            ? $"{Upper(TierText(tier))}: the initial policy has pass@1 {P(initial!.Mean)}; no arm has been measured yet.{ended}"
            : $"{Upper(TierText(tier))}, without hints: {string.Join(", ", arms)}{(initial is null ? "" : $"; the initial policy has {P(initial.Mean)}")} (pass@1).{ended}";
    }

    private static string Trained(IReadOnlyList<RunResult> runs)
    {
        var sentences = new List<string>();
        foreach (var arm in runs.Where(run => run.TierSuccess.Count > 0).GroupBy(run => run.Arm))
        {
            var steps = arm.SelectMany(run => run.TierSuccess).ToList();
            var quarter = Math.Max(1, steps.Max(step => step.Version) / 4);
            var last = steps.Max(step => step.Version) - quarter;
            sentences.Add($"{arm.Key}: {Percent(Share(steps.Where(step => step.Version <= quarter)))} of unguided training rollouts were correct in the first quarter of the steps, {Percent(Share(steps.Where(step => step.Version > last)))} in the last");
        }

        return sentences.Count == 0
            ? "No step has been taken yet."
            : $"{string.Join("; ", sentences)}. Nothing was measured on held-out problems: evaluation.prompts names them.";

        static double Share(IEnumerable<TierSuccess> of) => of.ToList() is var list && list.Sum(step => (double)step.Judged) is > 0 and var judged ? list.Sum(step => (double)step.Correct) / judged : 0;
    }

    private static string TierText(string tier) => tier is Evaluation.EvaluationResult.Whole ? "all problems" : $"{tier} problems";

    private static string Upper(string text) => string.Create(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(text[0])}{text[1..]}");
}
