using System.Globalization;

using Guide.Cli.Reporting;

namespace Guide.Cli.Audit;

/// <summary>Runs as a table; where it is too wide, a paragraph a run.</summary>
internal static class RunTable
{
    /// <summary>The lines.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="width">Columns that there are.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<RunLine> runs, int width)
    {
        var widest = runs.Select(run => run.RunId.Length).DefaultIfEmpty(3).Max();
        string[] table =
        [
            $"{"run".PadRight(widest)}  state      steps        rollouts  created (UTC)     place",
            .. runs.Select(run => string.Create(
                CultureInfo.InvariantCulture,
                $"{run.RunId.PadRight(widest)}  {run.State,-9}  {Steps(run),-11}  {run.Rollouts,8:#,0}  {run.CreatedAt:yyyy-MM-dd HH:mm}  {run.Place}")),
        ];
        return table.Max(line => line.Length) <= width ? table : [.. runs.SelectMany(run => Paragraph(run, width))];
    }

    private static IEnumerable<string> Paragraph(RunLine run, int width) =>
    [
        run.RunId,
        .. $"  {WrappedText.Of(string.Create(CultureInfo.InvariantCulture, $"{run.State}, {Steps(run)} steps, {run.Rollouts:#,0} rollouts, {run.CreatedAt:yyyy-MM-dd HH:mm} UTC, {run.Place}"), width - 2)}".Split('\n'),
    ];

    private static string Steps(RunLine run) => string.Create(CultureInfo.InvariantCulture, $"{run.Version} of {run.Steps}");
}
