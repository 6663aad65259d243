using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Guide.Answers;
using Guide.Cli.Files;
using Guide.Cli.Import;
using Guide.Commands;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.DataSets;
using Guide.HintConsumer.Leaks;
using Guide.OwnVerifiers;
using Guide.StageHost;
using Guide.VerificationService;

namespace Guide.Cli.Commands;

/// <summary><c>guide import</c>: a public data set to the project's prompt schema.</summary>
internal static class ImportCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var names = DataSetFormats.All.Select(f => f.Name).ToArray();
        var source = new Argument<string>("file") { Description = "The data set: JSON lines or one JSON array, gzipped or not, or Parquet (.parquet); - is standard input." };
        var format = new Option<string>("--format") { Description = "Its schema; without one, --prompt-field and --answer-field say where things are." };
        format.AcceptOnlyFromAmong(names);
        var (mapping, judges) = (new MappingOptions(), new OwnJudgeOptions());
        var output = new Option<string>("--output", "-o") { Description = "The prompt file to write (JSON lines); what is left out is listed beside it. - is standard output; the list then goes to standard error.", Required = true };
        var skip = new Option<bool>("--skip-invalid") { Description = "List items without an answer (or otherwise not whole) and leave them out; without it the first one ends the import." };
        var unjudged = new Option<bool>("--no-references") { Description = "Code: do not judge the data set's own solutions (without it, prompts whose solutions fail are left out and listed)." };
        var json = new Option<bool>("--json") { Description = "Print the counts as JSON." };
        var command = new GuideCommand(
            "import",
            "Converts a data set to the project's prompt schema; gold answers are parsed, the unparsable listed with the reason.",
            "guide import gsm8k_train.jsonl --format gsm8k --output runs/data/gsm8k_train.jsonl")
        {
            source, format, output, skip, unjudged, json,
        };
        mapping.AddTo(command);
        foreach (var option in judges.All)
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (file, to) = (parsed.GetValue(source)!, parsed.GetValue(output)!);
            OutputPaths.CheckFile(to, file);
            await using var references = new ReferenceCheck();
            using var own = OwnVerifierSet.Of(judges.Read(parsed), TimeProvider.System);
            var golds = new GoldCheck(AnswerVerifiers.Set().With(own.All));
            var importer = new DataSetImporter(golds.ProblemAsync, parsed.GetValue(skip), parsed.GetValue(unjudged) ? null : references.ProblemAsync, HintProblem);
            var schema = mapping.Format(parsed, parsed.GetValue(format));
            var (console, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var progress = new ItemProgress(error);
            var result = to == OutputPaths.StandardOutput ? await importer.ImportAsync(file, schema, console, error, progress, cancellationToken)
                : WholeFile.IsDevice(to) ? await ToDeviceAsync(importer, file, schema, to, error, progress, cancellationToken)
                : await importer.ImportAsync(file, schema, to, progress, cancellationToken);
            if (golds.Unchecked > 0)
            {
                await error.WriteLineAsync($"{golds.Unchecked} prompts of a judge of your own are not checked: --http-judge and --assembly-judge say who judges a gold answer");
            }

            Print(to == OutputPaths.StandardOutput ? error : console, to, result, parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>A device has no neighbour: what is left out is listed on standard error.</summary>
    private static async Task<ImportResult> ToDeviceAsync(
        DataSetImporter importer, string file, IDataSetFormat schema, string to, TextWriter error, IProgress<int> progress, CancellationToken cancellationToken)
    {
        await using var device = WholeFile.Create(to);
        var result = await importer.ImportAsync(file, schema, device.Writer, error, progress, cancellationToken);
        device.Commit();
        return result;
    }

    private static string? HintProblem(PromptRecord prompt) => HintGate.Reason(LeakCase.Of(prompt, prompt.Hint!, prompt.Solution));

    private static void Print(TextWriter output, string file, ImportResult result, bool json)
    {
        var left = result.Quarantined + result.Duplicates + result.LeftOut;
        var list = file == OutputPaths.StandardOutput || WholeFile.IsDevice(file) ? "standard error" : DataSetImporter.QuarantineOf(file);
        if (json)
        {
            output.WriteLine(new JsonObject
            {
                ["output"] = file,
                ["prompts"] = result.Prompts,
                ["hinted"] = result.Hinted,
                ["refused_hints"] = result.RefusedHints,
                ["quarantined"] = result.Quarantined,
                ["duplicates"] = result.Duplicates,
                ["left_out"] = result.LeftOut,
                ["dropped"] = new JsonObject([.. result.Dropped.Select(d => KeyValuePair.Create<string, JsonNode?>(d.Key, d.Value))]),
                ["quarantine"] = left + result.RefusedHints > 0 ? list : null,
            }.ToJsonString(JsonSerializerOptions.Default));
            return;
        }

        output.WriteLine($"{result.Prompts} prompts, {result.Hinted} with a hint → {file}");
        if (left > 0)
        {
            output.WriteLine($"left out: {result.Quarantined} without an answer that can be parsed, {result.Duplicates} duplicates{(result.LeftOut > 0 ? $", {result.LeftOut} that cannot be asked in words" : "")}; listed in {list}");
        }

        if (result.RefusedHints > 0)
        {
            output.WriteLine($"{result.RefusedHints} hints say the answer and are left away; their prompts are kept; listed in {list}");
        }

        foreach (var (part, count) in result.Dropped)
        {
            output.WriteLine($"{count} prompts had a {part}, which is not in them{(part == "system turn" ? ": sampling.system_prompt says what goes there" : "")}");
        }
    }

    private sealed class ItemProgress(TextWriter error) : IProgress<int>
    {
        private int _next = 10_000;

        public void Report(int value)
        {
            if (value >= _next)
            {
                error.WriteLine($"{value} items read");
                _next *= 2;
            }
        }
    }
}
