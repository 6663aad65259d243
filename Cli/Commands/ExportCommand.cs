using System.CommandLine;

using Guide.Cli.Export;
using Guide.Commands;
using Guide.Contracts;
using Guide.StageHost;
using Guide.Storage.Entities;

namespace Guide.Cli.Commands;

/// <summary><c>guide export RUN</c>: stored rollouts for other tools.</summary>
internal static class ExportCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var run = new Argument<string?>("run") { Description = "The run's id; may be left out when the database holds one run.", Arity = ArgumentArity.ZeroOrOne };
        var format = new Option<string>("--format") { Description = "jsonl or parquet.", DefaultValueFactory = _ => "jsonl" };
        format.AcceptOnlyFromAmong("jsonl", "parquet");
        var output = new Option<string>("--output", "-o") { Description = "The file; - (the default) is standard output, for jsonl.", DefaultValueFactory = _ => "-" };
        var where = new DatabaseArguments();
        var command = new GuideCommand(
            "export",
            "The stored rollouts of a run, one row each: texts, token ids, log-probs, verdicts, advantages.",
            "guide export quickstart-20260101-120000-guide-grpo-s0 --format parquet --output rollouts.parquet")
        {
            run, format, output,
        };
        where.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = where.Open(parsed);
            var exporter = new RolloutExporter(database);
            var batches = exporter.ReadAsync(Choose(await exporter.RunsAsync(cancellationToken), parsed.GetValue(run)), cancellationToken);
            var parquet = parsed.GetValue(format) == "parquet";
            var to = parsed.GetValue(output)!;
            if (to != "-")
            {
                var count = await RolloutFiles.WriteAsync(to, parquet, batches, cancellationToken);
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"{count} rollouts → {to}");
            }
            else if (parquet)
            {
                throw GuideException.Usage("--format parquet needs --output FILE.");
            }
            else
            {
                await RolloutFiles.LinesAsync(parsed.InvocationConfiguration.Output, batches, cancellationToken);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static RunRow Choose(List<RunRow> runs, string? id) =>
        id is null
            ? runs.Count == 1 ? runs[0] : throw GuideException.Usage($"name one of the runs: {string.Join(", ", runs.Select(r => r.RunId))}.")
            : runs.Find(r => r.RunId == id) ?? throw GuideException.Usage($"there is no run '{id}'; there is: {string.Join(", ", runs.Select(r => r.RunId))}.");
}
