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

        async Task<JsonElement> TrainAsync(string name, params string[] settings)
        {
            var replayed = await CommandLine.RunAsync(
                ["replay", "--run-folder", folder, "--run", "run-guide-grpo-s0", "--train", Path.Combine(_folder, name), "--json", .. settings]);
            Assert.True(replayed.ExitCode == 0, replayed.Error);
            return JsonDocument.Parse(replayed.Output).RootElement.Clone();
        }
    }
}
