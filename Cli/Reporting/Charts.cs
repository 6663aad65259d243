using System.Text.RegularExpressions;

using Guide.Cli.Evaluation;

using ScottPlot;

namespace Guide.Cli.Reporting;

/// <summary>The report's plots, as SVG that stands in the page itself.</summary>
internal static partial class Charts
{
    private const int Width = 620;
    private const int Height = 340;
    private const int SmoothSteps = 5;

    private static readonly Color[] Colours = [Color.FromHex("#0b6e4f"), Color.FromHex("#c8553d"), Color.FromHex("#3d5a98"), Color.FromHex("#8a6d3b"), Color.FromHex("#7b3f98")];

    /// <summary>A metric over the steps, a line a run, a colour an arm; null = no run has it.</summary>
    public static string? Metric(IReadOnlyList<RunResult> runs, string metric, string axis)
    {
        using var plot = New("policy version", axis);
        var any = false;
        foreach (var (arm, index) in runs.GroupBy(r => r.Arm).Select((a, i) => (a, i)))
        {
            var named = false;
            foreach (var run in arm)
            {
                var points = run.Steps.Where(s => s.Metrics.ContainsKey(metric)).ToList();
                if (points.Count > 1)
                {
                    Line(plot, [.. points.Select(p => (double)p.Version)], Smooth([.. points.Select(p => p[metric])]), Colours[index % Colours.Length], named ? null : arm.Key);
                    (any, named) = (true, true);
                }
            }
        }

        return any ? Svg(plot) : null;
    }

    /// <summary>pass@1 on the held-out prompts over the versions, a line a run, from the initial policy to the last; null = nothing was measured between.</summary>
    public static string? HeldOut(IReadOnlyList<RunResult> runs)
    {
        using var plot = New("policy version", "pass@1");
        var any = false;
        foreach (var (arm, index) in runs.GroupBy(r => r.Arm).Select((a, i) => (a, i)))
        {
            var name = arm.Key;
            foreach (var run in arm.Where(r => r.Between.Count > 0))
            {
                var points = run.Between.ToList();
                if (run.Initial is { } initial)
                {
                    points.Insert(0, (0, initial));
                }

                if (run.Final is { } final && points[^1].Version < run.Updates)
                {
                    points.Add((run.Updates, final));
                }

                Line(plot, [.. points.Select(p => (double)p.Version)], [.. points.Select(p => p.Result.Problems.Average(x => x.PassAt1))], Colours[index % Colours.Length], name);
                (any, name) = (true, null);
            }
        }

        return any ? Svg(plot) : null;
    }

    /// <summary>Success of unguided training rollouts by tier, over the steps of one arm.</summary>
    public static string? TierSuccess(IReadOnlyList<RunResult> armRuns)
    {
        using var plot = New("policy version", "unguided success");
        var any = false;
        foreach (var (tier, index) in armRuns.SelectMany(r => r.TierSuccess).Select(t => t.Tier).Distinct().Select((t, i) => (t, i)))
        {
            var points = armRuns.SelectMany(r => r.TierSuccess).Where(t => t.Tier == tier && t.Judged > 0)
                .GroupBy(t => t.Version).OrderBy(g => g.Key)
                .Select(g => (Version: (double)g.Key, Share: g.Sum(t => t.Correct) / (double)g.Sum(t => t.Judged)))
                .ToList();
            if (points.Count > 1)
            {
                Line(plot, [.. points.Select(p => p.Version)], Smooth([.. points.Select(p => p.Share)]), Colours[index % Colours.Length], tier);
                any = true;
            }
        }

        plot.Axes.SetLimitsY(-0.02, 1.02);
        return any ? Svg(plot) : null;
    }

    /// <summary>Quantiles of ln ρ over the steps of one arm.</summary>
    public static string? Ratios(IReadOnlyList<RunResult> armRuns, string part)
    {
        using var plot = New("policy version", "ln ρ");
        var any = false;
        (string Quantile, string Name)[] shown = [("max", "largest"), ("q99", "99 %"), ("q90", "90 %"), ("q50", "median"), ("q10", "10 %"), ("q01", "1 %")];
        foreach (var ((quantile, name), index) in shown.Select((s, i) => (s, i)))
        {
            var points = armRuns.SelectMany(r => r.Steps).Where(s => s.Metrics.ContainsKey($"{part}/ln_ratio_{quantile}"))
                .GroupBy(s => s.Version).OrderBy(g => g.Key)
                .Select(g => (Version: (double)g.Key, Value: g.Average(s => s[$"{part}/ln_ratio_{quantile}"])))
                .ToList();
            if (points.Count > 1)
            {
                var shade = (byte)(30 + (index * 32));
                Line(plot, [.. points.Select(p => p.Version)], [.. points.Select(p => p.Value)], new Color(shade, (byte)(90 + (index * 20)), (byte)(200 - (index * 20))), name);
                any = true;
            }
        }

        return any ? Svg(plot) : null;
    }

    /// <summary>Bars: pass@k by tier of several policies (means over seeds).</summary>
    public static string? Passes(IReadOnlyList<(string Name, IReadOnlyList<EvaluationResult> Evaluations)> policies, int k)
    {
        var tiers = policies.SelectMany(p => p.Evaluations).SelectMany(e => e.Tiers([k])).Select(t => t.Tier).Distinct().ToList();
        if (tiers.Count == 0)
        {
            return null;
        }

        using var plot = New("", $"pass@{k}");
        Bars(
            plot,
            tiers,
            [.. policies.Select(p => (p.Name, (IReadOnlyList<double>)[.. tiers.Select(t => p.Evaluations
                .Select(e => e.Tiers([k]).FirstOrDefault(x => x.Tier == t)?.PassAt.GetValueOrDefault(k)?.Mean ?? double.NaN)
                .Where(double.IsFinite).DefaultIfEmpty(0).Average())]))]);
        plot.Axes.SetLimitsY(0, 1.05);
        return Svg(plot);
    }

    /// <summary>Bars: self-distillation, capability gain and regression by tier of one arm (means over seeds).</summary>
    public static string? Gains(IReadOnlyList<RunResult> armRuns)
    {
        var gains = armRuns.Select(r => r.Gains()).Where(g => g.Count > 0).ToList();
        if (gains.Count == 0)
        {
            return null;
        }

        var tiers = gains[0].Keys.ToList();
        using var plot = New("", "part of the change in pass@1");
        Bars(
            plot,
            tiers,
            [
                ("self-distillation", [.. tiers.Select(t => gains.Average(g => g[t].Gain.SelfDistillation))]),
                ("capability gain", [.. tiers.Select(t => gains.Average(g => g[t].Gain.CapabilityGain))]),
                ("regression", [.. tiers.Select(t => gains.Average(g => -g[t].Gain.Regression))]),
            ]);
        return Svg(plot);
    }

    private static Plot New(string x, string y)
    {
        var plot = new Plot();
        plot.XLabel(x);
        plot.YLabel(y);
        plot.FigureBackground.Color = Colors.Transparent;
        plot.Grid.MajorLineColor = Color.FromHex("#e4e4e0");
        return plot;
    }

    private static void Line(Plot plot, double[] xs, double[] ys, Color colour, string? name)
    {
        var line = plot.Add.ScatterLine(xs, ys, colour);
        line.LineWidth = 1.6f;
        if (name is not null)
        {
            line.LegendText = name;
        }

        plot.ShowLegend(Alignment.UpperLeft);
    }

    private static void Bars(Plot plot, List<string> groups, IReadOnlyList<(string Name, IReadOnlyList<double> Values)> series)
    {
        var width = 0.8 / series.Count;
        for (var s = 0; s < series.Count; s++)
        {
            var bars = new List<Bar>();
            for (var g = 0; g < groups.Count; g++)
            {
                bars.Add(new Bar { Position = g - 0.4 + ((s + 0.5) * width), Value = series[s].Values[g], Size = width * 0.92, FillColor = Colours[s % Colours.Length], LineWidth = 0 });
            }

            plot.Add.Bars(bars).LegendText = series[s].Name;
        }

        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, groups.Count).Select(i => (double)i)], [.. groups]);
        plot.ShowLegend(Alignment.UpperRight);
    }

    /// <summary>Mean of the last steps, so that a line can be followed.</summary>
    private static double[] Smooth(double[] values) =>
        [.. values.Select((_, i) => values[Math.Max(0, i - SmoothSteps + 1)..(i + 1)].Average())];

    private static string Svg(Plot plot) => FontFamily().Replace(plot.GetSvgXml(Width, Height), "font-family=\"system-ui, sans-serif\"");

    // The reader's own font: the machine that made the plot may have had another, or none.
    [GeneratedRegex("font-family=\"[^\"]*\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex FontFamily();
}
