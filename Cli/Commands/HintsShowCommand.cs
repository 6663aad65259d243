using System.CommandLine;
using System.Globalization;
using System.Text.Json;

using Guide.Cli.Files;
using Guide.Cli.Hints;
using Guide.Commands;
using Guide.Contracts;
using Guide.Storage;

namespace Guide.Cli.Commands;

/// <summary><c>guide hints show HINT</c>: one hint whole, and what it did at each policy version.</summary>
internal static class HintsShowCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var id = new Argument<string>("hint") { Description = "The hint's id, or its beginning." };
        var run = new Option<string?>("--run") { Description = "The run's id; may be left out when the database holds one run.", HelpName = "ID" };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var where = new DatabaseArguments();
        var command = new GuideCommand("show", "One hint: its words, where it comes from, what it gained at each policy version.", "guide hints show 0123abcd") { id, run, json };
        where.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = await where.OpenAsync(parsed, cancellationToken);
            var chosen = await StoredRuns.ChooseAsync(database, parsed.GetValue(run), cancellationToken);
            var (hints, tries) = await new RunHints(database).OfRunAsync(chosen.RunId, cancellationToken);
            var line = HintsById.Find(HintLine.Of(hints, tries), parsed.GetValue(id)!, chosen.RunId);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(line, SnakeCaseJson.Options));
                return ExitCodes.Done;
            }

            Write(line, output);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Write(HintLine line, TextWriter output)
    {
        var hint = line.Hint;
        output.WriteLine($"hint      {hint.HintId} of {hint.PromptId}, {line.State}");
        output.WriteLine($"from      {hint.Source}{(hint.Model is { } model ? $" {model}" : "")}{(hint.Level is { } level ? $", {SnakeCaseJson.Word(level)}, candidate {hint.Candidate}" : "")}");
        output.WriteLine($"words     {hint.Text.ReplaceLineEndings(" ")}");
        if ((hint.UnusableReason ?? hint.RetiredReason) is { } why)
        {
            output.WriteLine($"because   {why}");
        }

        output.WriteLine($"uplift    {HintKinds.Text(line.Uplift)} over {line.Uplift?.Groups ?? 0} groups");
        foreach (var (version, uplift) in line.ByVersion)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"          version {version}: {HintKinds.Text(uplift)} over {uplift.Groups}"));
        }
    }
}
