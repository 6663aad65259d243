using System.Security.Cryptography;

using Guide.Contracts;
using Guide.DataSets;
using Guide.Recipes;
using Guide.StageHost;

using Microsoft.EntityFrameworkCore;

namespace Guide.EndToEndTests.Chaos;

/// <summary>
/// Every stage a process over RabbitMQ and PostgreSQL, each killed with SIGKILL and started again. The final rows, token for token, and
/// the checkpoints, byte for byte, are those of the calm run.
/// </summary>
public sealed class KilledStagesTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    [Fact]
    public Task Killed_between_commit_and_publish_nothing_is_lost_and_nothing_done_twice() => KilledAtAsync(
        Pipeline.SmallRecipe(deterministic: true), "producer.admitted:2", "rollout.committed:3", "verifier.committed:2", "hint.committed:2", "learner.committed:1");

    [Fact]
    public Task Killed_before_the_commit_the_work_is_done_again() => KilledAtAsync(
        Pipeline.SmallRecipe(deterministic: true), "producer.admitted:1", "rollout.sampled:3", "verifier.judged:2", "hint.claimed:2", "learner.saved:2");

    [Theory]
    [InlineData("learner.saved:1")] // Trained the head alone: it warms up.
    [InlineData("learner.saved:2")]
    [InlineData("learner.committed:1")]
    [InlineData("learner.committed:2")]
    public Task With_a_critic_the_heads_are_the_calm_runs_too(string fault)
    {
        var recipe = Pipeline.SmallRecipe(deterministic: true) with
        {
            Objective = new() { Advantage = AdvantageKind.Gae, Value = new() { HeadLearningRate = 2e-2, TrunkCoefficient = 0.5, WarmupSteps = 1 } },
        };
        return KilledAtAsync(recipe, "producer.admitted:1", "rollout.committed:3", "verifier.judged:2", "hint.committed:2", fault);
    }

    /// <summary>Two steps, and 70 groups of evaluations: the faults fall into those.</summary>
    [Fact]
    public Task Killed_while_it_is_measured_every_problem_is_measured_once() => KilledAtAsync(
        Pipeline.SmallRecipe(deterministic: true) with { Evaluation = new EvaluationRecipe { SamplesPerProblem = 3, EveryVersions = 1 } },
        [.. Pipeline.Prompts(14).Select(prompt => prompt with { Id = $"held-{prompt.Id}" })],
        8,
        "producer.measured:2", "rollout.sampled:30", "verifier.committed:40", "hint.committed:50", "learner.committed:1");

    private static Task KilledAtAsync(RunRecipe recipe, params string[] faults) => KilledAtAsync(recipe, [], 16, faults);

    private static async Task KilledAtAsync(RunRecipe recipe, IReadOnlyList<PromptRecord> heldOut, int prompts, params string[] faults)
    {
        var runId = SharedServers.UniqueName("chaos");
        await using var calm = await Pipeline.CreateAsync(recipe, Pipeline.Prompts(prompts), runId: runId, heldOut: heldOut);
        await calm.RunToEndAsync();

        var connection = await SharedServers.CreateDatabaseAsync();
        var broker = await SharedServers.BrokerAsync();
        await using var wild = await Pipeline.CreateAsync(recipe, Pipeline.Prompts(prompts), connection, broker, runId, heldOut);
        string[] common = ["--run", runId, "--broker", $"{broker}", "--database", connection, "--checkpoints", wild.Checkpoints, "--Claims:Duration", "00:00:05"];
        var stages = StageNames.All.Select(stage => new ChaosStage(
            stage,
            stage switch
            {
                Stage.Producer => [.. common, "--Producer:LeaseDuration", "00:00:03", "--Reconciliation:FirstDelay", "00:00:02", "--Reconciliation:Every", "00:00:01", "--Reconciliation:MaxSends", "12"],
                Stage.Learner => [.. common, "--Learner:LeaseDuration", "00:00:03"],
                _ => common,
            })).ToArray();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var exitCodes = await Task.WhenAll(stages.Zip(faults).Select(pair => pair.First.RunAsync(pair.Second, limit.Token)));
            Assert.All(stages.Zip(exitCodes), pair => Assert.True(pair.Second == ExitCodes.Done, $"{pair.First.Stage}: {pair.Second}\n{pair.First.Log}"));
        }
        catch (OperationCanceledException canceled)
        {
            var state = await RunInvariants.DescribeAsync(wild.Database, runId);
            throw new TimeoutException($"Not ended: {state}\n{string.Join("\n", stages.Select(stage => $"== {stage.Stage}, killed {stage.Kills}\n{stage.Log}"))}", canceled);
        }
        finally
        {
            foreach (var stage in stages)
            {
                stage.Dispose();
            }
        }

        Assert.All(stages, stage => Assert.Equal(1, stage.Kills));
        await RunInvariants.AssertAsync(wild.Database, runId);
        Assert.Equal(await RunInvariants.FingerprintAsync(calm.Database, runId), await RunInvariants.FingerprintAsync(wild.Database, runId));
        var heads = await HeadsAsync(calm, runId);
        Assert.Equal(recipe.Objective.Advantage == AdvantageKind.Gae, heads.Count > 0);
        Assert.Equal(heads, await HeadsAsync(wild, runId));
    }

    /// <summary>The critic's files of the versions that are kept, with their SHA-256.</summary>
    private static async Task<IReadOnlyList<string>> HeadsAsync(Pipeline pipeline, string runId)
    {
        var versions = await pipeline.Database.ReadAsync(
            async (db, token) => await db.PolicyVersions.Where(v => v.RunId == runId).OrderBy(v => v.Version).ToListAsync(token), CancellationToken.None);
        return [.. versions
            .Select(version => (version.Version, Folder: Path.Combine(pipeline.Checkpoints, version.CheckpointUri)))
            .Where(version => Directory.Exists(version.Folder))
            .SelectMany(version => Directory.GetFiles(version.Folder, "value_*").Order(StringComparer.Ordinal).Select(file =>
                $"{version.Version} {Path.GetFileName(file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"))];
    }
}
