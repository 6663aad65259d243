using System.CommandLine;
using System.Globalization;
using System.Text.Json;

using Guide.Cli.Files;
using Guide.Cli.Hints;
using Guide.Commands;
using Guide.Contracts;
using Guide.Storage;

namespace Guide.Cli.Commands;

/// <summary><c>guide hints list</c>: the hints of a run, what they gained, and which are refused or retired.</summary>
internal static class HintsListCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var run = new Argument<string?>("run") { Description = "The run's id; may be left out when the database holds one run.", Arity = ArgumentArity.ZeroOrOne };
        var refused = new Option<bool>("--refused") { Description = "Only refused ones." };
        var retired = new Option<bool>("--retired") { Description = "Only retired ones." };
        var first = NumberOption.Whole("--first", "At most N of them.", absent: 50, least: 1);
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var where = new DatabaseArguments();
        var command = new GuideCommand(
            "list", "Hints of a run: uplift (guided minus unguided success on the same prompts, 95 % interval), refused and retired ones.", "guide hints list --retired", "guide hints list quickstart-1-guide-grpo-s0 --first 10")
        {
            run, refused, retired, first, json,
        };
        where.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = await where.OpenAsync(parsed, cancellationToken);
            var chosen = await StoredRuns.ChooseAsync(database, parsed.GetValue(run), cancellationToken);
            var (hints, tries) = await new RunHints(database).OfRunAsync(chosen.RunId, cancellationToken);
            var lines = HintLine.Of(hints, tries).Where(line => (!parsed.GetValue(refused) || line.State == "refused") && (!parsed.GetValue(retired) || line.State == "retired")).ToList();
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(new { chosen.RunId, Kinds = HintKinds.Of(hints, tries), Hints = lines.Take(parsed.GetValue(first)) }, SnakeCaseJson.Options));
                return ExitCodes.Done;
            }

            Write(HintKinds.Of(hints, tries), output);
            await output.WriteLineAsync();
            await output.WriteLineAsync("hint              state    groups  guided  unguided  uplift [95 %]            prompt: words");
            foreach (var line in lines.Take(parsed.GetValue(first)))
            {
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(line.Hint.HintId.Length > 16 ? line.Hint.HintId[..16] : line.Hint.HintId),-16}  {line.State,-8} {line.Uplift?.Groups ?? 0,6}  {line.Uplift?.Guided,6:0.000}  {line.Uplift?.Unguided,8:0.000}  {HintKinds.Text(line.Uplift),-23}  {line.Hint.PromptId}: {Short(line.Hint.UnusableReason ?? line.Hint.Text)}"));
            }

            if (lines.Count > parsed.GetValue(first))
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"the first {parsed.GetValue(first)} of {lines.Count}; --first N shows more");
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static void Write(IReadOnlyList<HintKinds> kinds, TextWriter output)
    {
        output.WriteLine("source, level            hints  refused  retired  words  groups  uplift [95 %]");
        foreach (var kind in kinds)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{kind.Kind,-23} {kind.Hints,6}  {kind.Refused,7}  {kind.Retired,7}  {kind.Words,5:0.0}  {kind.Uplift?.Groups ?? 0,6}  {HintKinds.Text(kind.Uplift)}"));
        }
    }

    private static string Short(string text)
    {
        text = text.ReplaceLineEndings(" ");
        return text.Length > 80 ? string.Concat(text.AsSpan(0, 80), "…") : text;
    }
}
