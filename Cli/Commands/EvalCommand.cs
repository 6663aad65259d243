using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Guide.Answers;
using Guide.Cli.Evaluation;
using Guide.Cli.Running;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.DataSets;
using Guide.Recipes;
using Guide.StageHost;

namespace Guide.Cli.Commands;

/// <summary><c>guide eval</c>: pass@k of a checkpoint on a prompt file, by domain and difficulty.</summary>
internal static class EvalCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var defaults = new GuidanceRecipe();
        var model = new Option<string>("--model") { Description = "The checkpoint's folder (Hugging Face layout).", Required = true, HelpName = "DIR" };
        var data = new Option<string>("--data") { Description = "The prompts (see guide import).", Required = true, HelpName = "FILE" };
        var ks = new Option<string>("--k") { Description = "k of pass@k, comma-separated.", DefaultValueFactory = _ => "1,8,16" };
        var samples = new Option<int?>("--samples") { Description = "Completions of each problem (default: 4 times the largest k).", HelpName = "N" };
        var guided = new Option<bool>("--guided") { Description = "Also with each prompt's hint." };
        var first = new Option<int?>("--first") { Description = "Only the first N prompts.", HelpName = "N" };
        var maxTokens = new Option<int>("--max-tokens") { Description = "Completion budget in tokens.", DefaultValueFactory = _ => 1024 };
        var temperature = new Option<double>("--temperature") { Description = "Sampling temperature.", DefaultValueFactory = _ => 1 };
        var template = new Option<string>("--template") { Description = "How a hint joins its prompt: {prompt} and {hint} once each.", DefaultValueFactory = _ => defaults.Template };
        var strict = new Option<bool>("--strict-format") { Description = @"Exactly one \boxed{}, else FormatError." };
        var answerFrom = new Option<string>("--answer-from") { Description = "Places that an answer is read from, with commas between them: boxed, answer-tag, marked, declared, mathematics, number, whole, all.", DefaultValueFactory = _ => "all", HelpName = "PLACES" };
        var seed = new Option<int>("--seed") { Description = "Seed of the sampling.", DefaultValueFactory = _ => 0 };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new GuideCommand(
            "eval",
            "pass@k of a checkpoint on a prompt file, with 95 % intervals over problems, by domain and difficulty.",
            "guide eval --model runs/q/checkpoints/q-guide-grpo-s0/v000120-1 --data heldout.jsonl --k 1,8 --guided")
        {
            model, data, ks, samples, guided, first, maxTokens, temperature, template, strict, answerFrom, seed, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var wanted = ReadKs(parsed.GetValue(ks)!);
            var n = parsed.GetValue(samples) ?? (4 * wanted[^1]);
            if (n < wanted[^1])
            {
                throw GuideException.Usage($"--samples {n} is less than the largest k ({wanted[^1]}): the estimate does not exist.");
            }

            var prompts = Label(await PromptSets.FileAsync(parsed.GetValue(data)!, parsed.GetValue(first) ?? int.MaxValue, cancellationToken));
            var request = new EvaluationRequest
            {
                Folder = parsed.GetValue(model)!,
                Name = parsed.GetValue(model)!,
                Prompts = prompts,
                Guided = false,
                SamplesPerProblem = n,
                Seed = parsed.GetValue(seed),
                Sampling = new SamplingRecipe
                {
                    Temperature = InRange(parsed.GetValue(temperature), 0, 10, "--temperature"),
                    MaxCompletionTokens = (int)InRange(parsed.GetValue(maxTokens), 1, 1_000_000, "--max-tokens"),
                    MaxPromptTokens = int.MaxValue / 2,
                },
                Template = parsed.GetValue(template)!,
                Format = new AnswerFormat { Strict = parsed.GetValue(strict), From = Places(parsed.GetValue(answerFrom)!) },
            };
            if (request.Format is { Strict: true, From: not AnswerSources.All })
            {
                throw GuideException.Usage(@"--strict-format reads the one \boxed{} only: leave --answer-from out.");
            }

            if (!request.Template.Contains("{prompt}", StringComparison.Ordinal) || !request.Template.Contains("{hint}", StringComparison.Ordinal))
            {
                throw GuideException.Usage("--template must contain {prompt} and {hint} once each.");
            }

            await using var judges = new Judges();
            var evaluator = new HeldOutEvaluator(judges);
            var error = parsed.InvocationConfiguration.Error;
            var results = new List<EvaluationResult>();
            foreach (var withHints in parsed.GetValue(guided) ? (bool[])[false, true] : [false])
            {
                var shown = 0;
                results.Add(await evaluator.EvaluateAsync(
                    request with { Guided = withHints },
                    done =>
                    {
                        if (done >= shown + 100)
                        {
                            shown = done;
                            error.WriteLine($"{done} of {prompts.Count} problems{(withHints ? ", with hints" : "")}");
                        }
                    },
                    cancellationToken));
            }

            Print(results, wanted, n, parsed.GetValue(json), parsed.InvocationConfiguration.Output);
            return ExitCodes.Done;
        });
        return command;
    }

    private static AnswerSources Places(string text)
    {
        try
        {
            return AnswerFormat.Sources(text);
        }
        catch (FormatException unknown)
        {
            throw GuideException.Usage($"--answer-from: {unknown.Message}.");
        }
    }

    private static int[] ReadKs(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var ks = parts.Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var k) && k is > 0 and <= 4096 ? k : 0).Distinct().Order().ToArray();
        return ks.Length > 0 && ks[0] > 0 ? ks : throw GuideException.Usage($"--k is a list of whole numbers such as 1,8,16; got '{text}'.");
    }

    private static double InRange(double value, double low, double high, string option) =>
        value >= low && value <= high ? value : throw GuideException.Usage(string.Create(CultureInfo.InvariantCulture, $"{option} must be within {low} … {high}; got {value}."));

    /// <summary>Results are grouped by difficulty, and by domain where there are several.</summary>
    private static List<PromptRecord> Label(IReadOnlyList<PromptRecord> prompts)
    {
        var several = prompts.Select(p => p.Domain).Distinct().Count() > 1;
        return [.. prompts.Select(p => several
            ? p with { Difficulty = p.Difficulty is null ? p.Domain.ToString().ToLowerInvariant() : $"{p.Domain.ToString().ToLowerInvariant()} {p.Difficulty}" }
            : p)];
    }

    private static void Print(List<EvaluationResult> results, int[] ks, int n, bool json, TextWriter output)
    {
        if (json)
        {
            var all = new JsonArray();
            foreach (var result in results)
            {
                var tiers = new JsonObject();
                foreach (var tier in result.Tiers(ks))
                {
                    tiers[tier.Tier] = new JsonObject(tier.PassAt.Select(p => KeyValuePair.Create(
                        $"pass@{p.Key}",
                        (JsonNode?)new JsonObject { ["mean"] = p.Value.Mean, ["low"] = p.Value.Low, ["high"] = p.Value.High, ["problems"] = p.Value.Problems })));
                }

                all.Add(new JsonObject
                {
                    ["checkpoint"] = result.Checkpoint,
                    ["sha256"] = result.CheckpointSha256,
                    ["guided"] = result.Guided,
                    ["samples_per_problem"] = n,
                    ["unusable_prompts"] = result.Unusable,
                    ["truncated_share"] = result.Truncated,
                    ["tiers"] = tiers,
                });
            }

            output.WriteLine(new JsonObject { ["evaluations"] = all }.ToJsonString(JsonSerializerOptions.Default));
            return;
        }

        foreach (var result in results)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(result.Guided ? "with hints" : "without hints")}: {result.Problems.Count} problems × {n} completions, {result.Truncated:0.0 %} truncated, {result.Unusable} prompts unusable"));
            foreach (var tier in result.Tiers(ks))
            {
                output.WriteLine($"  {tier.Tier,-18} {string.Join("   ", tier.PassAt.Select(p => Text(p.Key, p.Value, n)))}");
            }
        }

        if (ks.Any(k => PassAtK.IsNoisy(n, k)))
        {
            output.WriteLine("  * fewer than 4k completions a problem: unbiased, but noisy");
        }
    }

    private static string Text(int k, Estimate e, int n) => string.Create(
        CultureInfo.InvariantCulture, $"pass@{k} {e.Mean:0.000} [{e.Low:0.000}, {e.High:0.000}]{(PassAtK.IsNoisy(n, k) ? "*" : "")}");
}
