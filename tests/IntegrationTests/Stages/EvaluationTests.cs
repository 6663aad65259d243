using Guide.Cli.Evaluation;
using Guide.Cli.Running;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.DataSets;
using Guide.Recipes;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.Storage.Background;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Guide.IntegrationTests.Stages;

/// <summary>Held-out prompts as groups of purpose eval: sampled and judged by the stages of the run.</summary>
public sealed class EvaluationTests
{
    private const int Prompts = 24;

    [Fact]
    public async Task A_run_measures_its_first_last_and_every_second_version_and_trains_the_same_weights()
    {
        await using var plain = await Pipeline.CreateAsync(Measured(), Pipeline.Prompts(Prompts), runId: SharedServers.UniqueName("plain"));
        await plain.RunToEndAsync();
        await using var measured = await Pipeline.CreateAsync(Measured(), Pipeline.Prompts(Prompts), runId: plain.RunId, heldOut: HeldOut());
        await measured.RunToEndAsync();

        await RunInvariants.AssertAsync(measured.Database, measured.RunId);
        Assert.Equal(await TrainedAsync(plain), await TrainedAsync(measured));
        var groups = await EvaluatedAsync(measured);
        // Six steps: versions 0 and 6 with hints and without, 2 and 4 without. Of ten problems one has no hint, one's hint says the answer.
        Assert.Equal(
            [(0, false, 10), (0, true, 8), (2, false, 10), (4, false, 10), (6, false, 10), (6, true, 8)],
            groups.GroupBy(g => (g.MinimumPolicyVersion, g.HintId is not null)).OrderBy(g => g.Key).Select(g => (g.Key.MinimumPolicyVersion, g.Key.Item2, g.Count())));
        Assert.All(groups, g => Assert.Equal((GroupState.Completed, g.MinimumPolicyVersion, RoutingDecision.NotTraining), (g.State, g.PolicyVersion!.Value, g.Routing!.Value)));
        Assert.All(groups, g => Assert.Equal(g.GroupSize, g.JudgedCount));
        Assert.All(groups.Where(g => g.HintId is not null), g => Assert.True(g.SamplingContext!.Length > g.TrainingContext!.Length));
    }

    [Fact]
    public async Task Distributed_replicas_measure_what_the_embedded_run_measures()
    {
        await using var embedded = await Pipeline.CreateAsync(Measured(), Pipeline.Prompts(Prompts), runId: SharedServers.UniqueName("same"), heldOut: HeldOut());
        await embedded.RunToEndAsync();
        await using var distributed = await Pipeline.CreateAsync(
            Measured(), Pipeline.Prompts(Prompts), await SharedServers.CreateDatabaseAsync(), await SharedServers.BrokerAsync(), embedded.RunId, HeldOut());
        await Task.WhenAll(distributed.RunToEndAsync(), distributed.RunToEndAsync());

        await RunInvariants.AssertAsync(distributed.Database, distributed.RunId);
        Assert.Equal(
            await RunInvariants.FingerprintAsync(embedded.Database, embedded.RunId),
            await RunInvariants.FingerprintAsync(distributed.Database, distributed.RunId));
        Assert.Equal(56, (await EvaluatedAsync(distributed)).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_stages_give_the_pass_at_k_of_the_evaluation_in_one_process(bool isDistributed)
    {
        var recipe = Measured() with { Deterministic = false, Verification = new VerificationRecipe { AnswerFrom = "all" }, Evaluation = new EvaluationRecipe { SamplesPerProblem = 64 }, Sampling = Measured().Sampling with { MaxCompletionTokens = 1 } };
        var prompts = Digits();
        await using var pipeline = isDistributed
            ? await Pipeline.CreateAsync(recipe, Pipeline.Prompts(4), await SharedServers.CreateDatabaseAsync(), await SharedServers.BrokerAsync(), SharedServers.UniqueName("digits"), prompts)
            : await Pipeline.CreateAsync(recipe, Pipeline.Prompts(4), heldOut: prompts);
        await pipeline.RunToEndAsync();

        var run = await pipeline.Database.ReadAsync((db, token) => db.Runs.SingleAsync(r => r.RunId == pipeline.RunId, token), CancellationToken.None);
        await using var judges = new Judges();
        foreach (var guided in (bool[])[false, true])
        {
            var staged = await new StageEvaluation(pipeline.Database).FindAsync(run, EvaluationGroups.HeldOut(recipe, 0, guided), "v0", CancellationToken.None);
            var alone = await new HeldOutEvaluator(judges).EvaluateAsync(
                new EvaluationRequest
                {
                    Folder = Path.Combine(pipeline.Checkpoints, "v000000"),
                    Name = "v0",
                    Prompts = prompts,
                    Guided = guided,
                    SamplesPerProblem = 64,
                    Seed = 1,
                    Sampling = recipe.Sampling,
                    Template = recipe.Guidance.Template,
                },
                progress: null,
                CancellationToken.None);
            Assert.Equal((20, alone.CheckpointSha256, alone.Unusable), (staged!.Problems.Count, staged.CheckpointSha256, staged.Unusable));
            // Of 1,280 completions each: at least two standard errors of the difference of two shares, four where successes are as rare as here.
            Assert.InRange(alone.PassAt1, 0.02, 0.9);
            Assert.Equal(alone.PassAt1, staged.PassAt1, 0.04);
            Assert.Equal(alone.Truncated, staged.Truncated, 0.04);
            var (a, b) = (alone.Tiers([8])[^1].PassAt[8], staged.Tiers([8])[^1].PassAt[8]);
            Assert.True(a.Low <= b.High && b.Low <= a.High, $"{a} {b}");
        }
    }

    [Fact]
    public async Task An_interrupted_evaluation_goes_on_where_it_stood()
    {
        await using var calm = await Pipeline.CreateAsync(Measured(), Pipeline.Prompts(8), runId: SharedServers.UniqueName("calm"), heldOut: HeldOut());
        await calm.RunToEndAsync();
        await using var pipeline = await Pipeline.CreateAsync(Measured(), Pipeline.Prompts(8), runId: calm.RunId, heldOut: HeldOut());
        Dictionary<string, string?> slowly = new() { ["Producer:EvaluationGroups"] = "1", ["Producer:GroupsAfterTraining"] = "1" };
        foreach (var measured in (int[])[3, 12])
        {
            using var host = pipeline.Build(settings: slowly);
            await host.StartAsync();
            await Deadline.UntilAsync($"{measured} groups measured", async () => (await EvaluatedAsync(pipeline)).Count(g => g.State == GroupState.Completed) >= measured);
            await host.StopAsync();
        }

        Assert.Contains(await EvaluatedAsync(pipeline), g => g.State != GroupState.Completed);
        await pipeline.RunToEndAsync();
        Assert.Equal(await RunInvariants.FingerprintAsync(calm.Database, calm.RunId), await RunInvariants.FingerprintAsync(pipeline.Database, pipeline.RunId));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_version_is_measured_after_the_end_and_one_that_is_gone_is_said_and_ends_nothing(bool isDistributed)
    {
        await using var pipeline = isDistributed
            ? await Pipeline.CreateAsync(Measured(every: 0), Pipeline.Prompts(8), await SharedServers.CreateDatabaseAsync(), await SharedServers.BrokerAsync(), SharedServers.UniqueName("later"), HeldOut())
            : await Pipeline.CreateAsync(Measured(every: 0), Pipeline.Prompts(8), heldOut: HeldOut());
        await pipeline.RunToEndAsync();
        var before = await EvaluatedAsync(pipeline);
        var groups = new EvaluationGroups(pipeline.Database);
        var again = new EvaluationTarget(2, PromptRow.HeldOutSet, Guided: false, Samples: 5) { Settings = new GroupSettings { Temperature = 0.5, MaxTokens = 3 } };
        var gone = new EvaluationTarget(1, PromptRow.HeldOutSet, Guided: false, Samples: 2);
        Directory.Delete(Path.Combine(pipeline.Checkpoints, (await VersionAsync(pipeline, 1)).CheckpointUri), recursive: true);

        Assert.Equal(20, await groups.RequestAsync(pipeline.RunId, [again, gone], CancellationToken.None));
        Assert.Equal(0, await groups.RequestAsync(pipeline.RunId, [again, gone], CancellationToken.None));
        await pipeline.RunToEndAsync(settings: new() { ["Rollout:LoadAttempts"] = "1" });

        var after = await EvaluatedAsync(pipeline);
        Assert.Equal(before.Count + 20, after.Count);
        var measured = after.FindAll(g => g.GroupSize == 5);
        Assert.Equal(10, measured.Count(g => g is { State: GroupState.Completed, PolicyVersion: 2 }));
        Assert.All(after.FindAll(g => g.GroupSize == 2), g => Assert.Equal((GroupState.Discarded, DiscardReason.Poison), (g.State, g.DiscardReason)));
        Assert.All(after.FindAll(g => g.GroupSize == 2), g => Assert.Contains("policy version 1 is not there to be measured", g.DiscardDetail, StringComparison.Ordinal));
        var longest = await pipeline.Database.ReadAsync(
            async (db, token) => (await db.Rollouts.Where(r => r.RunId == pipeline.RunId).ToListAsync(token)).Where(r => measured.Exists(g => g.GroupId == r.GroupId)).Max(r => r.TokenIds.Length), CancellationToken.None);
        Assert.InRange(longest, 1, 3);
        await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
    }

    [Fact]
    public async Task No_old_checkpoint_stays_for_an_evaluation_but_the_one_that_it_names()
    {
        var recipe = Measured(every: 0);
        await using var pipeline = await Pipeline.CreateAsync(recipe with { Step = recipe.Step with { KeepCheckpoints = 1 } }, Pipeline.Prompts(24), heldOut: HeldOut());
        using (var host = pipeline.Build())
        {
            await host.StartAsync();
            await Deadline.UntilAsync("version 1", async () => await pipeline.Database.ReadAsync(
                (db, token) => db.PolicyVersions.AnyAsync(v => v.Version == 1, token), CancellationToken.None));
            await new EvaluationGroups(pipeline.Database).RequestAsync(pipeline.RunId, [new EvaluationTarget(0, PromptRow.HeldOutSet, false, 64)], CancellationToken.None);
            await host.StopAsync();
        }

        await pipeline.RunToEndAsync(settings: new() { ["Producer:EvaluationGroups"] = "1" });
        var uris = await pipeline.Database.ReadAsync((db, token) => db.PolicyVersions.OrderBy(v => v.Version).Select(v => v.CheckpointUri).ToListAsync(token), CancellationToken.None);
        Assert.Equal([uris[0], uris[^1]], Directory.GetDirectories(pipeline.Checkpoints).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static RunRecipe Measured(int every = 2)
    {
        var recipe = Pipeline.SmallRecipe(deterministic: true);
        return recipe with { Evaluation = new EvaluationRecipe { SamplesPerProblem = 3, EveryVersions = every } };
    }

    private static PromptRecord[] HeldOut()
    {
        var prompts = Pipeline.Prompts(10).Select(p => p with { Id = $"h{p.Id}" }).ToArray();
        prompts[3] = prompts[3] with { Hint = null };
        prompts[7] = prompts[7] with { Hint = $"# {prompts[7].Gold}" };
        return prompts;
    }

    private static PromptRecord[] Digits() => [.. Enumerable.Range(0, 20).Select(i => new PromptRecord
    {
        Id = $"d{i:D2}",
        Domain = Domain.Math,
        Prompt = $"{i % 10} + {i / 10} ?",
        Gold = $"{i % 10}",
        Hint = "# +",
    })];

    private static Task<List<GroupRow>> EvaluatedAsync(Pipeline pipeline) => pipeline.Database.ReadAsync(
        (db, token) => db.Groups.Where(g => g.RunId == pipeline.RunId && g.Purpose == Purpose.Eval).ToListAsync(token), CancellationToken.None);

    private static Task<PolicyVersionRow> VersionAsync(Pipeline pipeline, int version) => pipeline.Database.ReadAsync(
        (db, token) => db.PolicyVersions.SingleAsync(v => v.RunId == pipeline.RunId && v.Version == version, token), CancellationToken.None);

    private static async Task<IReadOnlyList<string>> TrainedAsync(Pipeline pipeline)
    {
        var evaluated = (await EvaluatedAsync(pipeline)).Select(g => g.GroupId.ToString()).ToList();
        return [.. (await RunInvariants.FingerprintAsync(pipeline.Database, pipeline.RunId)).Where(line => !evaluated.Any(id => line.Contains(id, StringComparison.Ordinal)))];
    }
}
