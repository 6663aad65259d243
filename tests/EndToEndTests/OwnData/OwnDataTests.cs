using System.Security.Cryptography;
using System.Text.Json;

using Guide.Cli.Running;
using Guide.TestKit;

namespace Guide.EndToEndTests.OwnData;

/// <summary>The way of docs/your-data.md with a model of sixteen words: import, run, look, measure, take away.</summary>
public sealed class OwnDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("guide-own");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Own_prompts_become_a_checkpoint_a_report_and_files_for_other_tools()
    {
        await PrepareAsync();

        var run = await DoneAsync("run", In("mine.yaml"), "--run-folder", In("mine"), "evaluation.every_versions=1");
        Assert.DoesNotContain("warning", run, StringComparison.Ordinal);
        Assert.Contains("mine-guide-grpo-s0", await DoneAsync("runs", _folder.Path), StringComparison.Ordinal);

        var rollouts = await DoneAsync("rollouts", "--run-folder", In("mine"), "--guided", "--first", "1", "--json");
        var rollout = JsonDocument.Parse(rollouts.TrimEnd()).RootElement;
        Assert.StartsWith("1 ", rollout.GetProperty("prompt").GetString(), StringComparison.Ordinal);
        Assert.EndsWith(" + 0 ?", rollout.GetProperty("prompt").GetString(), StringComparison.Ordinal);
        Assert.Contains("hint ", await DoneAsync("explain", rollout.GetProperty("group_id").GetString()!, "--run-folder", In("mine")), StringComparison.Ordinal);

        await DoneAsync("report", In("mine"));
        var summary = JsonDocument.Parse(await File.ReadAllTextAsync(In("mine", "summary.json"))).RootElement.GetProperty("arms")[0];
        Assert.Equal([1, 2], summary.GetProperty("evaluations").EnumerateArray().Select(e => e.GetProperty("version").GetInt32()));
        Assert.Equal(2, (await File.ReadAllLinesAsync(In("mine", "metrics.jsonl"))).Length);

        Assert.Contains("pass@1", await DoneAsync("eval", "--model", Newest("mine"), "--data", In("test.jsonl"), "--k", "1", "--prompt-template", "{prompt} + 0 ?"), StringComparison.Ordinal);
        await DoneAsync("export", "--run-folder", In("mine"), "--format", "parquet", "--output", In("mine.parquet"));
        Assert.True(new FileInfo(In("mine.parquet")).Length > 0);

        await DoneAsync("merge", In("mine"), "--checkpoint", "best", "--output", In("merged"));
        Assert.True(File.Exists(In("merged", "model.safetensors")));
        Assert.StartsWith("run_id,arm,seed,version,", await File.ReadAllTextAsync(In("mine", "metrics.csv")), StringComparison.Ordinal);
        Assert.True(new FileInfo(Directory.GetFiles(In("mine", "tensorboard", "mine-guide-grpo-s0")).Single()).Length > 1000);
    }

    [Fact]
    public async Task Measuring_while_training_does_not_change_what_is_trained()
    {
        await PrepareAsync();
        await DoneAsync("run", In("mine.yaml"), "--run-folder", In("mine"));
        await DoneAsync("run", In("mine.yaml"), "--run-folder", In("measured"), "evaluation.every_versions=1");

        Assert.Equal(Weights(Newest("mine")), Weights(Newest("measured")));
        Assert.NotEqual(Weights(In("model")), Weights(Newest("mine")));
    }

    [Fact]
    public async Task Guidance_without_a_usable_hint_is_said_before_the_run_and_in_its_report()
    {
        await PrepareAsync();
        await File.WriteAllTextAsync(In("train.jsonl"), string.Concat(Enumerable.Range(1, 8).Select(i => $$"""{"id": "t{{i}}", "domain": "math", "prompt": "1 + {{i}} ?", "gold": "{{i + 1}}", "hint": "hint {{i + 1}}"}""" + "\n")));

        var output = await DoneAsync("run", In("mine.yaml"), "--run-folder", In("mine"));

        Assert.Contains("warning: guide-grpo: guidance is on, but no group can be guided: 0 prompts with a usable hint, 0 without one, 8 whose hint says the answer.", output, StringComparison.Ordinal);
        Assert.Contains("guide-grpo: guidance was on, and no group was guided (0 prompts with a usable hint", output, StringComparison.Ordinal);
    }

    private async Task PrepareAsync()
    {
        TinyPolicy.Write(In("model"));
        await File.WriteAllTextAsync(In("raw.jsonl"), string.Concat(Enumerable.Range(1, 8).Select(i => $$"""{"id": {{i}}, "domain": "math", "prompt": "1 + {{i}}", "gold": {{i + 1}}, "hint": "hint + 1"}""" + "\n")));
        await File.WriteAllTextAsync(In("test.jsonl"), """{"id": "held", "domain": "math", "prompt": "2 + 2", "gold": "4"}""" + "\n");
        await DoneAsync("import", In("raw.jsonl"), "--format", "jsonl", "--output", In("train.jsonl"), "--skip-invalid");
        await File.WriteAllTextAsync(In("mine.yaml"), """
            name: mine
            deterministic: true
            data:
              prompts: train.jsonl
              prompt_template: "{prompt} + 0 ?"
              epochs: 4
            policy:
              checkpoint: model
            sampling:
              group_size: 4
              max_prompt_tokens: 24
              max_completion_tokens: 6
            guidance:
              enabled: true
              template: "hint {hint} {prompt}"
            verification:
              scripted_reward: guided
            step:
              steps: 2
              root_groups_per_step: 4
              updates_per_step: 1
            optimizer:
              learning_rate: 1.0e-2
            evaluation:
              prompts: test.jsonl
              samples_per_problem: 4
            """);
    }

    private static async Task<string> DoneAsync(params string[] args)
    {
        var (exitCode, output, error) = await CommandLine.RunAsync(args);
        Assert.True(exitCode == 0, $"{string.Join(' ', args)}: {error}");
        return output;
    }

    private string Newest(string run)
    {
        var folder = new RunFolder(In(run));
        return Path.Combine(folder.CheckpointsOf(Path.GetFileName(Directory.GetDirectories(folder.In("checkpoints")).Single())), "last");
    }

    private static string Weights(string checkpoint) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(checkpoint, "model.safetensors"))));

    private string In(params string[] parts) => Path.Combine([_folder.Path, .. parts]);
}
