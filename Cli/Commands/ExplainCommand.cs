using System.CommandLine;

using Guide.Cli.Audit;
using Guide.Commands;
using Guide.Contracts;
using Guide.StageHost;

namespace Guide.Cli.Commands;

/// <summary><c>guide explain GROUP</c>: the audit trail of one lineage.</summary>
internal static class ExplainCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var group = new Argument<string>("group") { Description = "The group's id, or its first digits (at least 4)." };
        var run = new Option<string?>("--run") { Description = "Only in this run.", HelpName = "RUN" };
        var json = new Option<bool>("--json") { Description = "Print JSON, with token ids and log-probs." };
        var where = new DatabaseArguments();
        var command = new GuideCommand(
            "explain",
            "The audit trail of a group: prompt, tokens, verdicts, hint, advantages, step, checkpoint.",
            "guide explain 3f2a91c0",
            "guide explain 3f2a91c0 --run-folder runs/quickstart-20260101-120000 --json")
        {
            group, run, json,
        };
        where.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = await where.OpenAsync(parsed, cancellationToken);
            var story = await new LineageStories(database).FindAsync(parsed.GetValue(group)!, parsed.GetValue(run), cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                LineageWriter.WriteJson(story, output);
            }
            else
            {
                LineageWriter.WriteText(story, output);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
