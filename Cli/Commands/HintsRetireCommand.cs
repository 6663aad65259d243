using System.CommandLine;

using Guide.Cli.Files;
using Guide.Cli.Hints;
using Guide.Commands;
using Guide.Contracts;
using Guide.Storage;

namespace Guide.Cli.Commands;

/// <summary><c>guide hints retire HINT</c>: the run uses it no more; the prompt's next hint takes its place.</summary>
internal static class HintsRetireCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var ids = new Argument<string[]>("hint") { Description = "Ids, or their beginnings.", Arity = ArgumentArity.OneOrMore };
        var run = new Option<string?>("--run") { Description = "The run's id; may be left out when the database holds one run.", HelpName = "ID" };
        var reason = new Option<string>("--reason") { Description = "Why; it is stored.", DefaultValueFactory = _ => "by hand", HelpName = "TEXT" };
        var where = new DatabaseArguments();
        var command = new GuideCommand("retire", "A run uses these hints no more: the next one of each prompt takes their place.", "guide hints retire 0123abcd --reason 'a wrong plan'") { ids, run, reason };
        where.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = await where.OpenAsync(parsed, cancellationToken);
            var chosen = await StoredRuns.ChooseAsync(database, parsed.GetValue(run), cancellationToken);
            var rows = new RunHints(database);
            var (hints, tries) = await rows.OfRunAsync(chosen.RunId, cancellationToken);
            var lines = HintLine.Of(hints, tries);
            var found = parsed.GetValue(ids)!.Select(id => HintsById.Find(lines, id, chosen.RunId).Hint.HintId).Distinct(StringComparer.Ordinal).ToList();
            var retired = await rows.RetireAsync(chosen.RunId, found, parsed.GetValue(reason)!, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{retired} hint(s) of {chosen.RunId} retired{(retired < found.Count ? $"; {found.Count - retired} were before" : "")}");
            return ExitCodes.Done;
        });
        return command;
    }
}
