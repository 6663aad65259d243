using System.Text.Json;

namespace Guide.EndToEndTests.Quickstart;

/// <summary>Stored rollouts are enough to train again.</summary>
public sealed class ReplayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("guide-replay-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_replay_gives_the_runs_own_weights_and_another_loss_gives_others()
    {
        var folder = Path.Combine(_folder, "run");
        var (exitCode, _, error) = await CommandLine.RunAsync(
            "run", Repository.Recipe("quickstart.yaml"), "--run-folder", folder, "deterministic=true", "policy.warm_start_updates=2", "arms.guide-grpo.step.steps=3", "step.root_groups_per_step=8", "verification.scripted_reward=guided",
            "data.dial.test_problems_per_tier=2", "data.dial.train_problems=256");
        Assert.True(exitCode == 0, error);

        var same = await TrainAsync("same");
        var changed = await TrainAsync("changed", "guidance.shaping=none", "optimizer.learning_rate=1e-3");

        Assert.Equal(same.GetProperty("run_sha256").GetString(), same.GetProperty("sha256").GetString());
        Assert.All(same.GetProperty("steps").EnumerateArray(), step => Assert.Equal(2, step.GetProperty("updates_applied").GetInt32()));
        Assert.Equal(3, same.GetProperty("steps").GetArrayLength());
        Assert.NotEqual(changed.GetProperty("run_sha256").GetString(), changed.GetProperty("sha256").GetString());
        Assert.True(File.Exists(Path.Combine(_folder, "changed", "model.safetensors")));

        var refused = await CommandLine.RunAsync("replay", "--run-folder", folder, "--run", "run-guide-grpo-s0", "--train", Path.Combine(_folder, "no"), "sampling.temperature=2");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("'sampling.temperature' cannot change in a replay", refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "no")));

        await MeasuredAgainAsync(folder);

        async Task<JsonElement> TrainAsync(string name, params string[] settings)
        {
            var replayed = await CommandLine.RunAsync(
                ["replay", "--run-folder", folder, "--run", "run-guide-grpo-s0", "--train", Path.Combine(_folder, name), "--json", .. settings]);
            Assert.True(replayed.ExitCode == 0, replayed.Error);
            return JsonDocument.Parse(replayed.Output).RootElement.Clone();
        }
    }

    /// <summary>The run is opened again twice: a version is measured with other settings, and its rollouts are judged again by its stages.</summary>
    private static async Task MeasuredAgainAsync(string folder)
    {
        string[] eval = ["eval", "--run", "run-guide-grpo-s0", "--run-folder", folder, "--policy-version", "2", "--k", "1,2", "--samples", "4", "--temperature", "0.7", "--guided", "--json"];
        var measured = await CommandLine.RunAsync(eval);
        Assert.True(measured.ExitCode == 0, measured.Error);
        var json = JsonDocument.Parse(measured.Output).RootElement;
        var (without, with) = (json.GetProperty("evaluations")[0], json.GetProperty("evaluations")[1]);
        Assert.Equal(("run-guide-grpo-s0 v2", 4), (without.GetProperty("checkpoint").GetString(), without.GetProperty("samples_per_problem").GetInt32()));

        // The scripted judge finds every guided completion right, and no other.
        Assert.Equal(0, without.GetProperty("tiers").GetProperty("all").GetProperty("pass@2").GetProperty("mean").GetDouble());
        Assert.Equal(1, with.GetProperty("tiers").GetProperty("all").GetProperty("maj@2").GetProperty("mean").GetDouble());
        Assert.Equal(1, json.GetProperty("hints").GetProperty("pass@1").GetProperty("mean").GetDouble());

        // What is there is printed again.
        Assert.Equal(measured.Output, (await CommandLine.RunAsync(eval)).Output);
        var refused = await CommandLine.RunAsync("eval", "--run", "run-guide-grpo-s0", "--run-folder", folder, "--seed", "3");
        Assert.Equal((2, true), (refused.ExitCode, refused.Error.Contains("--seed has no effect with --run", StringComparison.Ordinal)));

        var replayed = await CommandLine.RunAsync("replay", "--run", "run-guide-grpo-s0", "--run-folder", folder, "--stages", "--name", "again", "--json");
        Assert.True(replayed.ExitCode == 0, replayed.Error);
        var diff = JsonDocument.Parse(replayed.Output).RootElement;
        Assert.Equal((0, 0), (diff.GetProperty("flips").GetArrayLength(), diff.GetProperty("unjudged").GetInt32()));
        Assert.Equal(diff.GetProperty("groups").GetInt64() * 8, diff.GetProperty("judged").GetInt64());
        Assert.Equal(replayed.Output.Trim(), (await File.ReadAllTextAsync(Path.Combine(folder, "replays", "run-guide-grpo-s0-again.json"))).Trim());
    }
}
