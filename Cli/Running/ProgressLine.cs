using System.Globalization;

namespace Guide.Cli.Running;

/// <summary>A run's progress as one line: name, bar, and as many figures as fit.</summary>
/// <param name="Before">Before the bar.</param>
/// <param name="Bar">Cells of the bar.</param>
/// <param name="Full">Those of them that are full.</param>
/// <param name="After">Behind the bar.</param>
internal sealed record ProgressLine(string Before, int Bar, int Full, string After)
{
    private const int WideAt = 110;
    private const int WideBar = 24;
    private const int NarrowBar = 12;
    private const int LeastName = 8;

    /// <summary>The lines of all runs, aligned; none is longer than the width.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="pace">Units a second and the time left.</param>
    /// <param name="width">Columns that there are.</param>
    public static IReadOnlyList<ProgressLine> Of(IReadOnlyList<RunStatus> runs, Func<RunStatus, string> pace, int width)
    {
        if (runs.Count == 0)
        {
            return [];
        }

        var bar = width >= WideAt ? WideBar : NarrowBar;
        var phase = runs.Max(run => ProgressText.Phase(run).Length);
        var name = Math.Clamp(runs.Max(run => run.Title.Length), LeastName, Math.Max(LeastName, width - bar - phase - 4));
        return [.. runs.Select(run => Line(run, pace(run), width, bar, name, phase))];
    }

    private static ProgressLine Line(RunStatus run, string pace, int width, int bar, int name, int phase)
    {
        var share = run.Phase == RunPhase.Done ? 1 : run.Total == 0 ? 0 : Math.Clamp((double)run.Done / run.Total, 0, 1);
        var before = $"{Cut(run.Title, name).PadRight(name)} ";
        var after = $" {ProgressText.Phase(run).PadRight(phase)}";

        // The time that is left first, then the figures of the step, then the count: what does not fit is left out whole.
        foreach (var more in new[] { pace }.Concat(ProgressText.Figures(run)).Append(run.Rollouts > 0 ? string.Create(CultureInfo.InvariantCulture, $"{run.Rollouts:#,0} rollouts") : ""))
        {
            if (more.Length > 0 && before.Length + bar + after.Length + 2 + more.Length <= width)
            {
                after += $"  {more}";
            }
        }

        return new ProgressLine(before, bar, (int)Math.Round(share * bar), Cut(after.TrimEnd(), Math.Max(0, width - before.Length - bar)));
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : length < 1 ? "" : $"{text[..(length - 1)]}…";
}
