using System.Text.Json;

using Guide.Cli.Running;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Lora;
using Guide.TestKit;

namespace Guide.EndToEndTests.Gsm8k;

/// <summary>recipes/gsm8k-qwen.yaml, every step but the servers: with a model of that shape, cut small, with random weights.</summary>
public sealed class QwenRecipeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("guide-qwen");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_recipe_imports_trains_an_adapter_measures_and_merges()
    {
        SmallQwen.Write(In("model"));
        await ImportAsync("train", 8);
        await ImportAsync("test", 2);
        await DoneAsync(
            "run", Repository.Recipe("gsm8k-qwen.yaml"), "--run-folder", In("run"), $"data.prompts={In("train.jsonl")}", $"evaluation.prompts={In("test.jsonl")}", $"policy.checkpoint={In("model")}",
            "step.steps=2", "step.root_groups_per_step=4", "sampling.group_size=4", "sampling.max_completion_tokens=12", "evaluation.every_versions=1");

        var run = new RunFolder(In("run"));
        var adapter = Path.Combine(run.CheckpointsOf(Path.GetFileName(Directory.GetDirectories(run.In("checkpoints")).Single())), "last");
        Assert.True(LoraAdapter.IsAdapter(adapter));
        var rollout = JsonDocument.Parse((await DoneAsync("rollouts", "--run-folder", In("run"), "--guided", "--first", "1", "--json")).TrimEnd()).RootElement;
        Assert.EndsWith("put your final answer within \\boxed{}.", rollout.GetProperty("prompt").GetString(), StringComparison.Ordinal);

        await DoneAsync(
            "eval", "--model", adapter, "--data", In("test.jsonl"), "--k", "1", "--samples", "2", "--max-tokens", "8", "--chat-template", "auto", "--answer-from", "boxed", "--guided",
            "--template", "{prompt}\n\nHint: {hint}", "--output", In("judged.jsonl"));
        Assert.Equal(2 * 2 * 2, (await File.ReadAllLinesAsync(In("judged.jsonl"))).Length);

        await DoneAsync("merge", In("run"), "--checkpoint", "last", "--output", In("merged"));
        using var merged = PolicyCheckpoint.Load(In("merged"));
        using var start = PolicyCheckpoint.Load(In("model"));
        Assert.Equal((start.Model.Config.Architecture, true, true), (merged.Model.Config.Architecture, merged.Model.Config.QkvBias, merged.Model.Config.TieEmbeddings));
        Assert.Contains("chat_template", await File.ReadAllTextAsync(In("merged", "tokenizer_config.json")), StringComparison.Ordinal);

        // What is merged says what the adapter on its base says.
        Assert.Equal(await GreedyAsync(adapter), await GreedyAsync(In("merged")));
    }

    private Task<string> GreedyAsync(string model) =>
        DoneAsync("sample", "--model", model, "--prompt", "What is 6 x 7?", "--chat-template", "auto", "--temperature", "0", "--max-tokens", "6");

    private async Task ImportAsync(string name, int questions)
    {
        await File.WriteAllTextAsync(In($"{name}.raw"), string.Concat(Enumerable.Range(1, questions).Select(i => JsonSerializer.Serialize(new
        {
            question = $"{name}: a box holds {i} eggs. How many do 4 boxes hold?",
            answer = $"Each box holds the same.\n4 boxes hold 4*{i}=<<4*{i}={4 * i}>>{4 * i} eggs.\n#### {4 * i}",
        }) + "\n")));
        await DoneAsync("import", In($"{name}.raw"), "--format", "gsm8k", "--output", In($"{name}.jsonl"));
    }

    private static async Task<string> DoneAsync(params string[] args)
    {
        var (exitCode, output, error) = await CommandLine.RunAsync(args);
        Assert.True(exitCode == 0, $"{string.Join(' ', args)}: {error}");
        return output;
    }

    private string In(params string[] parts) => Path.Combine([_folder.Path, .. parts]);
}
