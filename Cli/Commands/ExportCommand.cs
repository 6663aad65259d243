using System.CommandLine;

using Guide.Cli.Export;
using Guide.Cli.Files;
using Guide.Commands;
using Guide.Contracts;
using Guide.StageHost;

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
            var to = parsed.GetValue(output)!;
            var parquet = parsed.GetValue(format) == "parquet";
            if (parquet && to == OutputPaths.StandardOutput)
            {
                throw GuideException.Usage("--format parquet needs --output FILE.");
            }

            OutputPaths.CheckFile(to, where.Files(parsed));
            await using var database = await where.OpenAsync(parsed, cancellationToken);
            var exporter = new RolloutExporter(database);
            var batches = exporter.ReadAsync(await StoredRuns.ChooseAsync(database, parsed.GetValue(run), cancellationToken), cancellationToken);
            if (to != OutputPaths.StandardOutput)
            {
                var count = await RolloutFiles.WriteAsync(to, parquet, batches, cancellationToken);
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"{count} rollouts → {to}");
            }
            else
            {
                await RolloutFiles.LinesAsync(parsed.InvocationConfiguration.Output, batches, cancellationToken);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
