using System.CommandLine;

using Guide.Cli.Files;
using Guide.Cli.Reporting;
using Guide.Cli.Running;
using Guide.Commands;
using Guide.Contracts;
using Guide.StageHost;

namespace Guide.Cli.Commands;

/// <summary><c>guide report RUN</c>: summary.json and report.html again, from what is stored; also while the run goes on.</summary>
internal static class ReportCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var run = new Argument<string?>("run") { Description = "The run folder (default: the newest below runs/).", Arity = ArgumentArity.ZeroOrOne };
        var database = new Option<string?>("--database") { Description = "The database of a distributed run.", HelpName = "URL" };
        var command = new GuideCommand(
            "report",
            "Writes report.html and summary.json of a run folder from what is stored so far.",
            "guide report runs/quickstart-20260101-120000")
        {
            run, database,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = parsed.GetValue(run) is { } path ? RunFolder.Existing(path) : RunFolder.Newest();
            await using var stored = parsed.GetValue(database) is { } connection
                ? await StoredDatabase.OpenAsync(connection, cancellationToken)
                : await folder.OpenStoredAsync(cancellationToken);
            await ReportWriter.WriteAsync(FrozenExperiment.Read(folder), folder, stored, parsed.InvocationConfiguration.Output, cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }
}
