using Guide.Cli.Files;
using Guide.Cli.Running;
using Guide.Storage;

namespace Guide.Cli.Reporting;

/// <summary>Writes summary.json and report.html from what is stored, and prints the table and the findings.</summary>
internal static class ReportWriter
{
    /// <summary>Reads, writes, prints.</summary>
    /// <returns>What it read.</returns>
    public static async Task<IReadOnlyList<RunResult>> WriteAsync(FrozenExperiment experiment, RunFolder folder, GuideDatabase database, TextWriter output, CancellationToken cancellationToken)
    {
        var runs = await new ResultReader(experiment, folder, database).ReadAsync(cancellationToken);
        WholeFile.Write(folder.SummaryFile, SummaryJson.Of(runs));
        WholeFile.Write(folder.MetricsFile, MetricsLines.Of(runs));
        WholeFile.Write(folder.MetricsTable, MetricsTable.Of(runs));
        WholeFile.Write(folder.ReportFile, HtmlReport.Of(experiment, runs, Relative(folder.Path), TimeProvider.System.GetUtcNow()));

        await output.WriteLineAsync();
        foreach (var run in runs)
        {
            await output.WriteLineAsync(WrappedText.Of(
                $"{run.RunId}: {run.Updates} steps, {run.Rollouts} rollouts ({run.GuidedRollouts} guided); root groups: {string.Join(", ", run.Ends.Select(e => $"{e.Key} {e.Value}"))}", TerminalWidth.Of(output)));
        }

        await output.WriteLineAsync();
        if (runs.Any(r => r.Final is not null))
        {
            await output.WriteLineAsync("pass@k on held-out problems; without hints unless it says so");
            await output.WriteLineAsync(ResultTable.Of(runs).ToText(TerminalWidth.Of(output)));
            await output.WriteLineAsync();
        }

        foreach (var finding in Findings.Of(runs))
        {
            await output.WriteLineAsync(WrappedText.Of($"• {finding}", TerminalWidth.Of(output)));
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync($"summary  {Relative(folder.SummaryFile)}");
        await output.WriteLineAsync($"metrics  {Relative(folder.MetricsFile)}, {Relative(folder.MetricsTable)}, tensorboard --logdir {Relative(folder.In("tensorboard"))}");
        await output.WriteLineAsync($"report   {Relative(folder.ReportFile)}");
        return runs;
    }

    private static string Relative(string path) => Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
}
