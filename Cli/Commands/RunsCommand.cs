using System.CommandLine;
using System.Text.Json;

using Guide.Cli.Audit;
using Guide.Cli.Files;
using Guide.Cli.Reporting;
using Guide.Commands;
using Guide.Contracts;

namespace Guide.Cli.Commands;

/// <summary><c>guide runs</c>: which runs there are and where they stand.</summary>
internal static class RunsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var below = new Argument<string>("folder") { Description = "The folder that holds run folders.", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "runs" };
        var database = new Option<string?>("--database") { Description = "A database instead: sqlite:PATH or postgres://user:password@host:port/name.", HelpName = "URL" };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new GuideCommand("runs", "Lists runs: where they are, how far they have come.", "guide runs", "guide runs --database postgres://guide@localhost/guide")
        {
            below, database, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var lines = await FindAsync(parsed.GetValue(below)!, parsed.GetValue(database), parsed.InvocationConfiguration.Error, cancellationToken);
            if (parsed.GetValue(json))
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(lines, SnakeCaseJson.Options));
                return ExitCodes.Done;
            }

            if (lines.Count == 0)
            {
                await output.WriteLineAsync($"no runs {(parsed.GetValue(database) is null ? $"below {parsed.GetValue(below)}" : "in the database")}");
                return ExitCodes.Done;
            }

            foreach (var line in RunTable.Of(lines, TerminalWidth.Of(output)))
            {
                await output.WriteLineAsync(line);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<IReadOnlyList<RunLine>> FindAsync(string folder, string? connection, TextWriter notes, CancellationToken cancellationToken)
    {
        if (connection is null)
        {
            return Directory.Exists(folder) || folder == "runs"
                ? await RunList.BelowAsync(folder, notes, cancellationToken)
                : throw GuideException.Usage($"{folder}: there is no such folder.");
        }

        await using var database = await StoredDatabase.OpenAsync(connection, cancellationToken);
        return await RunList.OfAsync(database, database.Description, cancellationToken);
    }
}
