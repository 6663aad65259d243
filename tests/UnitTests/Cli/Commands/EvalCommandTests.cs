using System.Text.Json;

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
