using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

using Guide.Contracts;
using Guide.Recipes;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Prompts;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Tokens;
using Guide.StageHost;

namespace Guide.Cli.Commands;

/// <summary><c>guide sample</c>: completions with token ids and log-probs from a checkpoint folder.</summary>
internal static class SampleCommand
{
    private const int GroupsAtOnce = 32;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var model = new Option<string>("--model", "-m") { Description = "A Hugging Face folder: config.json, safetensors, tokenizer.json.", Required = true };
        var prompt = new Option<string?>("--prompt", "-p") { Description = "One prompt; empty = begin from the begin-of-sequence token." };
        var input = new Option<string?>("--input", "-i") { Description = "Prompts, one JSON object a line with the key prompt; - is standard input." };
        var count = new Option<int>("--n", "-n") { Description = "Completions of each prompt.", DefaultValueFactory = _ => 1 };
        var temperature = new Option<double>("--temperature", "-t") { Description = "Logits are divided by it; 0 = greedy.", DefaultValueFactory = _ => 1 };
        var maxTokens = new Option<int>("--max-tokens") { Description = "Token budget of a completion; cut to what the context leaves.", DefaultValueFactory = _ => 256 };
        var topP = new Option<double>("--top-p") { Description = "Nucleus mass; 1 = off.", DefaultValueFactory = _ => 1 };
        var topK = new Option<int>("--top-k") { Description = "Most likely tokens kept; 0 = off.", DefaultValueFactory = _ => 0 };
        var minP = new Option<double>("--min-p") { Description = "Tokens below this share of the most likely one's probability are cut; 0 = off.", DefaultValueFactory = _ => 0 };
        var stop = new Option<string[]>("--stop") { Description = "A text that ends a completion; may be given several times.", DefaultValueFactory = _ => [] };
        var seed = new Option<int>("--seed") { Description = "The same seed draws the same completions.", DefaultValueFactory = _ => 0 };
        var template = new Option<string>("--chat-template") { Description = $"none, auto (the checkpoint's own), or one of {string.Join(", ", ChatTemplate.Names.Where(n => n != "none"))}.", DefaultValueFactory = _ => "none" };
        var json = new Option<bool>("--json") { Description = "One JSON object a prompt: prompt, completions with text, token_ids, log_probs, finish_reason." };
        var command = new GuideCommand(
            "sample",
            "Samples completions with token ids and log-probs from a checkpoint.",
            "guide sample --model models/qwen3 --prompt 'What is 6 x 7?' --chat-template auto --n 4 --max-tokens 200",
            "guide sample --model models/qwen3 --input prompts.jsonl --temperature 0 --json")
        {
            model, prompt, input, count, temperature, maxTokens, topP, topK, minP, stop, seed, template, json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var settings = new SamplingSettings
            {
                MaxTokens = parsed.GetValue(maxTokens),
                StopIds = [],
                Temperature = parsed.GetValue(temperature),
                TopP = parsed.GetValue(topP),
                TopK = parsed.GetValue(topK),
                MinP = parsed.GetValue(minP),
                StopStrings = parsed.GetValue(stop)!,
            };
            Check(settings, parsed.GetValue(count));
            var prompts = Prompts(parsed.GetValue(prompt), parsed.GetValue(input));
            try
            {
                Sample(parsed.GetValue(model)!, prompts, settings, parsed.GetValue(count), parsed.GetValue(seed), parsed.GetValue(template)!, parsed.GetValue(json), parsed.InvocationConfiguration.Output, cancellationToken);
            }
            catch (Exception exception) when (exception is CheckpointException or TokenizationException or DllNotFoundException)
            {
                throw new GuideException(exception.Message, exception);
            }

            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Sample(string folder, IReadOnlyList<string> prompts, SamplingSettings settings, int count, int seed, string templateName, bool json, TextWriter output, CancellationToken cancellationToken)
    {
        if (templateName != "auto" && ChatTemplate.Find(templateName) is null)
        {
            throw GuideException.Usage($"--chat-template {templateName}: known are auto, {string.Join(", ", ChatTemplate.Names)}.");
        }

        using var policy = PolicyCheckpoint.Load(folder);
        var vocabulary = PolicyVocabulary.Of(folder, new SamplingRecipe { ChatTemplate = templateName });
        using var sampler = LocalSampler.Create(policy.Model, vocabulary.Tokenizer);
        settings = settings with { StopIds = vocabulary.StopIds, StopStrings = [.. vocabulary.StopStrings, .. settings.StopStrings] };
        foreach (var chunk in prompts.Index().Chunk(GroupsAtOnce))
        {
            var requests = chunk.Select(p => Request(p.Index, p.Item)).ToArray();
            var groups = sampler.Sample(requests, cancellationToken);
            foreach (var (request, completions) in chunk.Zip(groups))
            {
                Write(request.Item, completions);
            }
        }

        GroupRequest Request(int index, string text)
        {
            var ids = vocabulary.Unguided(text);
            ids = ids.Length == 0 && vocabulary.Tokenizer.BosId is { } bos ? [bos] : ids;
            var room = vocabulary.MaxPositions - ids.Length;
            if (ids.Length == 0 || room < 1)
            {
                throw new GuideException($"prompt {index + 1} has {ids.Length} tokens; the model has {vocabulary.MaxPositions} positions.");
            }

            return new GroupRequest
            {
                GroupId = GroupId.DeriveEval("sample", 0, "", $"{index}"),
                DrawKey = GroupId.DrawKey(Purpose.Eval, "sample", $"{index}", hint: null),
                Seed = seed,
                SamplingContext = ids,
                Count = count,
                Settings = settings with { MaxTokens = Math.Min(settings.MaxTokens, room) },
            };
        }

        void Write(string text, IReadOnlyList<SampledCompletion> completions)
        {
            if (!json)
            {
                foreach (var completion in completions)
                {
                    output.WriteLine(vocabulary.TextOf(completion));
                }

                return;
            }

            var list = new JsonArray([.. completions.Select(c => new JsonObject
            {
                ["text"] = vocabulary.TextOf(c),
                ["token_ids"] = new JsonArray([.. c.TokenIds.Select(id => JsonValue.Create(id))]),
                ["log_probs"] = new JsonArray([.. c.BehaviorLogProbs.Select(l => JsonValue.Create(l))]),
                ["finish_reason"] = c.FinishReason == FinishReason.Stop ? "stop" : "length",
            })]);
            output.WriteLine(new JsonObject { ["prompt"] = text, ["completions"] = list }.ToJsonString());
        }
    }

    private static void Check(SamplingSettings settings, int count)
    {
        var problem = settings switch
        {
            _ when count is < 1 or > 65536 => "--n is between 1 and 65536.",
            { MaxTokens: < 1 } => "--max-tokens is at least 1.",
            { Temperature: var t } when !(t >= 0 && double.IsFinite(t)) => "--temperature is 0 or above.",
            { TopP: var p } when !(p > 0 && p <= 1) => "--top-p is above 0 and at most 1.",
            { TopK: < 0 } => "--top-k is 0 or above.",
            { MinP: var p } when !(p >= 0 && p <= 1) => "--min-p is between 0 and 1.",
            { StopStrings: var s } when s.Any(string.IsNullOrEmpty) => "--stop is not empty.",
            _ => null,
        };
        if (problem is not null)
        {
            throw GuideException.Usage(problem);
        }
    }

    private static IReadOnlyList<string> Prompts(string? prompt, string? input)
    {
        if (prompt is null == input is null)
        {
            throw GuideException.Usage("give either --prompt or --input.");
        }

        if (prompt is not null)
        {
            return [prompt];
        }

        try
        {
            var lines = input == "-" ? Console.In.ReadToEnd().Split('\n') : File.ReadAllLines(input!);
            return [.. lines.Index().Where(l => !string.IsNullOrWhiteSpace(l.Item)).Select(l => Parse(input!, l.Index + 1, l.Item))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GuideException($"{input}: {exception.Message}", exception);
        }
    }

    private static string Parse(string file, int line, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.GetProperty("prompt").GetString() ?? throw new JsonException();
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw GuideException.Usage($"{file}:{line}: not a JSON object with a text under the key prompt.", exception);
        }
    }
}
