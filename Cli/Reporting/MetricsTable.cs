using System.Globalization;
using System.Text;

namespace Guide.Cli.Reporting;

/// <summary>metrics.csv: a row for each step of each run, a column for each metric that any of them has; empty where a step has it not.</summary>
internal static class MetricsTable
{
    /// <summary>Its text, by RFC 4180 with plain line ends.</summary>
    public static string Of(IReadOnlyList<RunResult> runs)
    {
        var names = runs.SelectMany(run => run.Steps).SelectMany(step => step.Metrics.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var text = new StringBuilder();
        Row(["run_id", "arm", "seed", "version", .. names]);
        foreach (var run in runs)
        {
            foreach (var step in run.Steps)
            {
                Row([run.RunId, run.Arm, Number(run.Seed), Number(step.Version), .. names.Select(name => step.Metrics.TryGetValue(name, out var value) ? Number(value) : "")]);
            }
        }

        return text.ToString();

        void Row(IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Cell)).Append('\n');
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Cell(string text) => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
