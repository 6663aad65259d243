using System.Text.Json;

using Guide.Cli.Environments.Dial;
using Guide.Recipes;
using Guide.TestKit;

namespace Guide.UnitTests.Cli;

public sealed class EvalCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("guide-eval");

    public void Dispose() => _folder.Dispose();

    /// <summary>The model has 48 positions; the budget of 1,024 tokens is cut to what a prompt leaves of them, as in guide sample.</summary>
    [Fact]
    public async Task A_short_context_cuts_the_budget_instead_of_failing_every_problem()
    {
        var evaluation = await EvaluateAsync("--max-tokens", "1024");

        Assert.Equal(0, evaluation.GetProperty("unusable_prompts").GetInt32());
        Assert.InRange(evaluation.GetProperty("truncated_share").GetDouble(), 0, 0.999);
    }

    [Fact]
    public async Task The_words_around_a_prompt_reach_the_policy()
    {
        var bare = await EvaluateAsync("--max-tokens", "4");
        var asked = await EvaluateAsync("--max-tokens", "4", "--prompt-template", "hint {prompt} #");

        Assert.NotEqual(bare.GetProperty("tiers").GetRawText() + bare.GetProperty("truncated_share"), asked.GetProperty("tiers").GetRawText() + asked.GetProperty("truncated_share"));
    }

    [Fact]
    public async Task Every_completion_is_written_with_its_verdict()
    {
        await EvaluateAsync("--max-tokens", "4", "--output", Path.Combine(_folder.Path, "judged.jsonl"));

        var lines = (await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "judged.jsonl"))).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["prompt_id", "tier", "guided", "sample", "text", "tokens", "finish_reason", "gold", "outcome", "reward", "detail"], lines[0].EnumerateObject().Select(key => key.Name));
        Assert.Equal(lines.Count, lines.Select(line => (line.GetProperty("prompt_id").GetString(), line.GetProperty("sample").GetInt32())).Distinct().Count());
        Assert.Equal(["a", "b"], lines.Select(line => line.GetProperty("prompt_id").GetString()!).Distinct());
        Assert.All(lines, line => Assert.InRange(line.GetProperty("tokens").GetInt32(), 1, 4));
        Assert.All(lines, line => Assert.Equal(line.GetProperty("outcome").GetString() == "correct" ? 1 : 0, line.GetProperty("reward").GetDouble()));
    }

    [Fact]
    public async Task A_generated_environment_is_measured_without_a_file()
    {
        var model = Path.Combine(_folder.Path, "dial");
        DialPolicy.WriteInitial(new RunRecipe { Name = "n", Policy = new PolicyRecipe { HiddenSize = 16, IntermediateSize = 16, Layers = 1, Heads = 2, KeyValueHeads = 2, WarmStartUpdates = 0 } }, model, null, default);
        var (exitCode, output, error) = await CommandLine.RunAsync("eval", "--model", model, "--environment", "dial", "--k", "1", "--samples", "2", "--guided", "--json", "--max-tokens", "22");

        Assert.True(exitCode == 0, error);
        var evaluations = JsonDocument.Parse(output).RootElement.GetProperty("evaluations");
        Assert.Equal(2, evaluations.GetArrayLength());
        Assert.All(evaluations.EnumerateArray(), evaluation => Assert.Equal(["easy", "medium", "hard", "all"], evaluation.GetProperty("tiers").EnumerateObject().Select(tier => tier.Name)));
        Assert.Equal(0, evaluations[1].GetProperty("unusable_prompts").GetInt32());
    }

    [Fact]
    public async Task A_hint_that_training_would_refuse_is_not_used_when_a_policy_is_measured_with_hints()
    {
        var (model, data) = (Path.Combine(_folder.Path, "hinted"), Path.Combine(_folder.Path, "h.jsonl"));
        TinyPolicy.Write(model);
        await File.WriteAllTextAsync(data, """
            {"id": "a", "domain": "math", "prompt": "1 + 1 ?", "gold": "2", "hint": "# 1"}
            {"id": "b", "domain": "math", "prompt": "2 + 1 ?", "gold": "3", "hint": "2 + 1"}
            """);

        var (exitCode, output, error) = await CommandLine.RunAsync(
            "eval", "--model", model, "--data", data, "--k", "1", "--samples", "2", "--json", "--guided", "--template", "hint {hint} {prompt}", "--output", Path.Combine(_folder.Path, "judged.jsonl"));

        Assert.True(exitCode == 0, error);
        var evaluations = JsonDocument.Parse(output).RootElement.GetProperty("evaluations");
        Assert.Equal([0, 1], evaluations.EnumerateArray().Select(evaluation => evaluation.GetProperty("unusable_prompts").GetInt32()));
        var guided = File.ReadLines(Path.Combine(_folder.Path, "judged.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.GetProperty("guided").GetBoolean());
        Assert.All(guided, line => Assert.Equal("a", line.GetProperty("prompt_id").GetString()));
    }

    private async Task<JsonElement> EvaluateAsync(params string[] more)
    {
        var (model, data) = (Path.Combine(_folder.Path, "model"), Path.Combine(_folder.Path, "p.jsonl"));
        if (!Directory.Exists(model))
        {
            TinyPolicy.Write(model);
            await File.WriteAllTextAsync(data, """
                {"id": "a", "domain": "math", "prompt": "1 + 1 ?", "gold": "2"}
                {"id": "b", "domain": "math", "prompt": "2 + 1 ?", "gold": "3"}
                """);
        }

        var (exitCode, output, error) = await CommandLine.RunAsync(["eval", "--model", model, "--data", data, "--k", "1", "--samples", "64", "--json", .. more]);
        Assert.True(exitCode == 0, error);
        return JsonDocument.Parse(output).RootElement.GetProperty("evaluations")[0].Clone();
    }
}
