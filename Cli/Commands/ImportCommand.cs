using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Guide.Answers;
using Guide.Cli.Import;
using Guide.Commands;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.DataSets;
using Guide.StageHost;

namespace Guide.Cli.Commands;

/// <summary><c>guide import</c>: a public data set to the project's prompt schema.</summary>
internal static class ImportCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var names = DataSetFormats.All.Select(f => f.Name).ToArray();
        var source = new Argument<string>("file") { Description = "The data set: JSON lines or one JSON array; .gz is unpacked." };
        var format = new Option<string>("--format") { Description = "Its schema.", Required = true };
        format.AcceptOnlyFromAmong(names);
        var output = new Option<string>("--output", "-o") { Description = "The prompt file to write (JSON lines); what is left out is listed beside it.", Required = true };
        var skip = new Option<bool>("--skip-invalid") { Description = "List items without an answer (or otherwise not whole) and leave them out; without it the first one ends the import." };
        var json = new Option<bool>("--json") { Description = "Print the counts as JSON." };
        var command = new GuideCommand(
            "import",
            "Converts a data set to the project's prompt schema; gold answers are parsed, the unparsable listed with the reason.",
            "guide import gsm8k_train.jsonl --format gsm8k --output runs/data/gsm8k_train.jsonl")
        {
            source, format, output, skip, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = parsed.GetValue(source)!;
            var to = parsed.GetValue(output)!;
            if (Path.GetFullPath(file) == Path.GetFullPath(to))
            {
                throw GuideException.Usage($"{to}: the output would overwrite the data set.");
            }

            var result = await new DataSetImporter(new GoldCheck(AnswerVerifiers.Set()).ProblemAsync, parsed.GetValue(skip)).ImportAsync(
                file, DataSetFormats.Find(parsed.GetValue(format)!)!, to, new ItemProgress(parsed.InvocationConfiguration.Error), cancellationToken);
            Print(parsed.InvocationConfiguration.Output, to, result, parsed.GetValue(json));
            return result.Prompts > 0 ? ExitCodes.Done : throw GuideException.Usage($"{file}: no usable prompt in it.");
        });
        return command;
    }

    private static void Print(TextWriter output, string file, ImportResult result, bool json)
    {
        var left = result.Quarantined + result.Duplicates;
        if (json)
        {
            output.WriteLine(new JsonObject
            {
                ["output"] = file,
                ["prompts"] = result.Prompts,
                ["hinted"] = result.Hinted,
                ["quarantined"] = result.Quarantined,
                ["duplicates"] = result.Duplicates,
                ["quarantine"] = left > 0 ? DataSetImporter.QuarantineOf(file) : null,
            }.ToJsonString(JsonSerializerOptions.Default));
            return;
        }

        output.WriteLine($"{result.Prompts} prompts, {result.Hinted} with a hint → {file}");
        if (left > 0)
        {
            output.WriteLine($"left out: {result.Quarantined} without an answer that can be parsed, {result.Duplicates} duplicates; listed in {DataSetImporter.QuarantineOf(file)}");
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
