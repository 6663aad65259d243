using System.Diagnostics;
using System.Globalization;

using Guide.Cli.Running;
using Guide.Contracts;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.EndToEndTests.Gsm8k;

/// <summary>
/// GSM8K through the real thing with a real, tiny Llama. It cannot do arithmetic, so nothing is learned; every group is sampled, judged,
/// hinted, guided and accounted for. Runs where the public data is present.
/// </summary>
public sealed class Gsm8kTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("guide-gsm8k-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The first 300 prompts; GUIDE_GSM8K_PROMPTS=7473 takes the whole file.</summary>
    [SharedDataFact("prompts/gsm8k_train.jsonl", "stories260K")]
    public async Task The_first_prompts_over_RabbitMQ_and_PostgreSQL_end_with_every_group_accounted_for()
    {
        var settings = await PrepareAsync();
        var prompts = int.Parse(Environment.GetEnvironmentVariable("GUIDE_GSM8K_PROMPTS") ?? "300", NumberStyles.None, CultureInfo.InvariantCulture);
        var broker = (await SharedServers.BrokerAsync()).ToString();
        var connection = await SharedServers.CreateDatabaseAsync();
        var run = SharedServers.UniqueName("gsm8k");
        var running = CommandLine.RunAsync(["run", .. settings, string.Create(CultureInfo.InvariantCulture, $"data.first_prompts={prompts}"), "step.steps=1000", "--broker", broker, "--database", connection, "--run", run]);
        await using var database = DatabaseConnection.Open(connection);
        await Deadline.UntilAsync("run in the database", async () => running.IsCompleted || await ExistsAsync(database, run), Deadline.Run);

        var stages = new List<Process>();
        try
        {
            stages.AddRange(new[] { "Producer", "RolloutConsumer", "VerifierConsumer", "HintConsumer", "Learner" }.Select(stage => StartStage(stage, run, broker, connection)));
            var (exitCode, output, error) = await running;
            Assert.True(exitCode == 0, $"{error}\n{output}");
            foreach (var stage in stages)
            {
                await stage.WaitForExitAsync();
                Assert.Equal(0, stage.ExitCode);
            }
        }
        finally
        {
            foreach (var stage in stages)
            {
                if (!stage.HasExited)
                {
                    stage.Kill(entireProcessTree: true);
                }

                stage.Dispose();
            }
        }

        await CheckAsync(database, run, prompts);
    }

    [SharedDataFact("prompts/gsm8k_train.jsonl", "stories260K")]
    public async Task A_scripted_reward_exercises_real_steps()
    {
        var settings = await PrepareAsync();
        var (exitCode, output, error) = await CommandLine.RunAsync(["run", .. settings, "data.first_prompts=24", "step.root_groups_per_step=8", "verification.scripted_reward=guided"]);

        Assert.True(exitCode == 0, $"{error}\n{output}");
        await using var database = new RunFolder(Path.Combine(_folder, "run")).OpenDatabase();
        const string run = "run-guide-grpo-s0";
        await CheckAsync(database, run, prompts: 24);

        // Guided rollouts succeed, unguided ones fail: lineages have advantages and the weights move.
        var versions = await database.ReadAsync((db, token) => db.PolicyVersions.Where(v => v.RunId == run).OrderBy(v => v.Version).ToListAsync(token), default);
        Assert.True(versions.Count >= 2);
        Assert.Equal(versions.Count, versions.Select(v => v.CheckpointSha256).Distinct().Count());
        Assert.True(await database.ReadAsync((db, token) => db.StepRollouts.AnyAsync(s => s.RunId == run && s.Role == "guided" && s.Advantage > 0, token), default));
    }

    private async Task<string[]> PrepareAsync()
    {
        var data = SharedData.Find("prompts/gsm8k_train.jsonl");
        var checkpoint = SharedData.Find("stories260K");
        var prompts = Path.Combine(_folder, "gsm8k.jsonl");
        var (exitCode, _, error) = await CommandLine.RunAsync("import", data, "--format", "gsm8k", "--output", prompts);
        Assert.True(exitCode == 0, error);

        // Two short rollouts a group: what is shown here is the path, not the sampling.
        return [Repository.Recipe("gsm8k-stories.yaml"), "--run-folder", Path.Combine(_folder, "run"), $"data.prompts={prompts}", $"policy.checkpoint={checkpoint}", "sampling.group_size=2", "sampling.max_completion_tokens=24"];
    }

    private static async Task CheckAsync(GuideDatabase database, string run, int prompts)
    {
        var (consumed, discarded) = await RunAccounts.CheckAsync(database, run);
        Assert.Equal(prompts, consumed + discarded);
        Assert.True(consumed > prompts / 2, $"only {consumed} of {prompts} were consumed");

        var roots = await database.ReadAsync((db, token) => db.Groups.Where(g => g.RunId == run && g.ParentId == null).ToListAsync(token), default);
        Assert.All(roots.Where(g => g.State == GroupState.Discarded), g => Assert.Equal(DiscardReason.PromptTooLong, g.DiscardReason));
        var hinted = await database.ReadAsync(
            (db, token) => db.Prompts.Where(p => p.RunId == run && p.Hint != null).Select(p => p.PromptId).ToListAsync(token), default);
        var guided = roots.Where(g => g.Routing == RoutingDecision.Guided).ToList();

        // All wrong, judged and with a usable hint: guided. (A hinted prompt may no longer fit; the root then goes on alone.)
        Assert.All(
            roots.Where(g => g.State == GroupState.Consumed && g.CorrectCount == 0 && g.JudgedCount == g.GroupSize && hinted.Contains(g.PromptId)),
            g => Assert.Contains(g.Routing!.Value, new[] { RoutingDecision.Guided, RoutingDecision.HintLeaks }));
        Assert.NotEmpty(guided);
    }

    private static async Task<bool> ExistsAsync(GuideDatabase database, string run)
    {
        try
        {
            return await new RunStore(database).FindAsync(run, default) is not null;
        }
        catch (Exception exception) when (DatabaseErrors.IsDatabase(exception))
        {
            return false; // The tables are not there yet.
        }
    }

    private Process StartStage(string stage, string run, string broker, string connection)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, $"Guide.{stage}.dll"),
                "--run", run, "--broker", broker, "--database", connection, "--checkpoints", Path.Combine(_folder, "run", "checkpoints", run), "--log-level", "Warning",
            },
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{stage} did not start.");
    }
}
