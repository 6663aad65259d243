using System.Globalization;

using Guide.Cli.Evaluation;
using Guide.Cli.Reporting.Drawing;

namespace Guide.Cli.Reporting;

/// <summary>The report's charts. A colour means the same policy in all of them; where a run has no number there is a gap.</summary>
internal static class Charts
{
    private const string Versions = "policy version";
    private const int SmoothSteps = 5;

    /// <summary>A metric over the steps, a line a run; null = no run has it twice.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="palette">Colours of the arms.</param>
    /// <param name="metric">Its name, or names of which each run may have one.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="axis">The unit.</param>
    /// <param name="share">True: it is a share, on an axis from 0 to 1.</param>
    public static Figure? Metric(IReadOnlyList<RunResult> runs, Palette palette, string metric, string title, string axis, bool share = false)
    {
        var have = runs.Select(run => (Run: run, Steps: run.Steps.Count(step => step.Metrics.ContainsKey(metric)))).ToList();
        var note = string.Join("; ", have.Where(of => of.Steps > 0 && of.Steps < of.Run.Steps.Count)
            .Select(of => string.Create(CultureInfo.InvariantCulture, $"{of.Run.Arm}, seed {of.Run.Seed}: in {of.Steps:#,0} of {of.Run.Steps.Count:#,0} steps")));
        return LineChart.Of(
            title,
            [.. have.Where(of => of.Steps > 0).Select(of => new Series(of.Run.Arm, palette.Of(of.Run.Arm), Smooth([.. of.Run.Steps.Select(step => ((double)step.Version, step[metric]))])))],
            Versions,
            axis,
            share ? Scale.Share : null,
            note);
    }

    /// <summary>pass@1 on the held-out prompts over the versions, a line a run, from the initial policy to the last; null = nothing was measured between.</summary>
    public static Figure? HeldOut(IReadOnlyList<RunResult> runs, Palette palette)
    {
        var lines = new List<Series>();
        foreach (var run in runs.Where(run => run.Between.Count > 0))
        {
            var points = run.Between.Select(at => ((double)at.Version, at.Result.PassAt1)).ToList();
            if (run.Initial is { } initial)
            {
                points.Insert(0, (0, initial.PassAt1));
            }

            if (run.Final is { } final && points[^1].Item1 < run.Updates)
            {
                points.Add((run.Updates, final.PassAt1));
            }

            lines.Add(new Series(run.Arm, palette.Of(run.Arm), points));
        }

        return LineChart.Of("pass@1 on held-out problems while training, without hints", lines, Versions, "pass@1", Scale.Share);
    }

    /// <summary>Success of unguided training rollouts by tier, over the steps of one arm.</summary>
    public static Figure? TierSuccess(string arm, IReadOnlyList<RunResult> armRuns)
    {
        var steps = armRuns.SelectMany(run => run.TierSuccess).Where(step => step.Judged > 0).ToList();
        var tiers = Tiers.InOrder(steps.Select(step => step.Tier));
        return LineChart.Of(
            $"{arm}: unguided success on training prompts, by tier",
            [.. tiers.Index().Select(tier => new Series(tier.Item, Palette.Shade(tier.Index), Smooth([.. steps.Where(step => step.Tier == tier.Item)
                .GroupBy(step => step.Version).OrderBy(at => at.Key)
                .Select(at => ((double)at.Key, at.Sum(step => step.Correct) / (double)at.Sum(step => step.Judged)))])))],
            Versions,
            "share correct",
            Scale.Share,
            string.Join("; ", tiers.Select(tier => string.Create(CultureInfo.InvariantCulture, $"{tier}: {steps.Where(step => step.Tier == tier).Sum(step => (long)step.Judged):#,0} rollouts"))));
    }

    /// <summary>Quantiles of ln ρ over the steps of one arm.</summary>
    public static Figure? Ratios(string arm, IReadOnlyList<RunResult> armRuns, string part)
    {
        (string Quantile, string Name)[] shown = [("max", "largest"), ("q99", "99 %"), ("q90", "90 %"), ("q50", "median"), ("q10", "10 %"), ("q01", "1 %")];
        return LineChart.Of(
            $"{arm}: importance ratios of {part} tokens",
            [.. shown.Index().Select(of => new Series(of.Item.Name, Palette.Shade(of.Index), [.. armRuns.SelectMany(run => run.Steps)
                .Where(step => step.Metrics.ContainsKey($"{part}/ln_ratio_{of.Item.Quantile}"))
                .GroupBy(step => step.Version).OrderBy(at => at.Key)
                .Select(at => ((double)at.Key, at.Average(step => step[$"{part}/ln_ratio_{of.Item.Quantile}"])))]))],
            Versions,
            "ln ρ");
    }

    /// <summary>Bars: pass@k by tier of every policy; null = nothing was measured.</summary>
    public static Figure? Passes(IReadOnlyList<RunResult> runs, Palette palette, int k)
    {
        var (policies, tiers) = (Policies.Of(runs), Tiers.Measured(runs));
        var groups = tiers.Select(tier => (tier, Bars: (IReadOnlyList<Interval>)[.. policies
            .Select(policy => (policy.Name, Pass: Tiers.Pass(policy.Seeds, tier, k))).Where(policy => policy.Pass is not null)
            .Select(policy => new Interval(policy.Name, palette.Of(policy.Name), policy.Pass!.Mean, policy.Pass.Low, policy.Pass.High))])).Where(group => group.Bars.Count > 0).ToList();
        var problems = policies.SelectMany(policy => policy.Seeds).FirstOrDefault();
        return groups.Count == 0 ? null : ShareChart.Groups(
            $"pass@{k} by tier, without hints",
            groups,
            string.Join("; ", tiers.Select(tier => string.Create(CultureInfo.InvariantCulture, $"{tier}: {Tiers.Of(problems!, tier).Count():#,0} problems"))));
    }

    /// <summary>Mean of the last steps, so that a line can be followed; a gap stays a gap and begins anew.</summary>
    internal static IReadOnlyList<(double X, double Y)> Smooth(IReadOnlyList<(double X, double Y)> points)
    {
        var smooth = new List<(double X, double Y)>(points.Count);
        var last = new Queue<double>();
        foreach (var (x, y) in points)
        {
            if (!double.IsFinite(y))
            {
                last.Clear();
                smooth.Add((x, double.NaN));
                continue;
            }

            last.Enqueue(y);
            if (last.Count > SmoothSteps)
            {
                last.Dequeue();
            }

            smooth.Add((x, last.Average()));
        }

        return smooth;
    }
}
