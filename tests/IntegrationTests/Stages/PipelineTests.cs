using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.DataSets;
using Guide.Recipes;
using Guide.RolloutConsumer;
using Guide.RolloutConsumer.Local;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Guide.IntegrationTests.Stages;

/// <summary>All five stages in one process on the in-memory bus and SQLite.</summary>
public sealed class PipelineTests
{
    [Fact]
    public async Task Every_group_of_a_run_ends_and_the_counts_add_up()
    {
        await using var pipeline = await Pipeline.CreateAsync(Pipeline.SmallRecipe("share:0.2"), Pipeline.Prompts(30));
        await pipeline.RunToEndAsync();
        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.Equal(30, groups.Count(g => g.ParentId is null && g.State == GroupState.Consumed));

        // Guided exactly where all were wrong.
        foreach (var root in groups.Where(g => g.ParentId is null))
        {
            Assert.Equal(root.CorrectCount == 0, groups.Any(g => g.ParentId == root.GroupId));
            Assert.Equal(root.CorrectCount == 0 ? RoutingDecision.Guided : RoutingDecision.EnoughCorrect, root.Routing);
        }

        Assert.Contains(groups, g => g.ParentId is not null);
        Assert.Contains(groups, g => g.ParentId is null && g.CorrectCount > 0);

        // The last partial batch was taken short: 7 steps of 4 and one of 2.
        var sizes = await pipeline.Database.ReadAsync(
            (db, token) => db.PolicyVersions.Where(v => v.Version > 0).OrderBy(v => v.Version).Select(v => v.Lineages).ToListAsync(token), CancellationToken.None);
        Assert.Equal([4, 4, 4, 4, 4, 4, 4, 2], sizes);

        // A guided group samples under the hint and trains without it.
        var child = groups.First(g => g.ParentId is not null);
        var parent = groups.Single(g => g.GroupId == child.ParentId);
        Assert.Equal(parent.TrainingContext!, child.TrainingContext!);
        Assert.Equal(parent.TrainingContext!, child.SamplingContext!.TakeLast(parent.TrainingContext!.Length));
        Assert.True(child.SamplingContext!.Length > child.TrainingContext!.Length);
    }

    [Fact]
    public async Task A_run_ends_at_its_last_step_with_the_surplus_discarded()
    {
        await using var pipeline = await Pipeline.CreateAsync(Pipeline.SmallRecipe(steps: 3, staleness: 2), Pipeline.Prompts(40));
        await pipeline.RunToEndAsync();
        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.Equal(12, groups.Count(g => g.ParentId is null && g.State == GroupState.Consumed));
        Assert.All(groups.Where(g => g.State == GroupState.Discarded), g => Assert.Equal(DiscardReason.RunEnded, g.DiscardReason));
        Assert.All(groups.Where(g => g.State == GroupState.Consumed), g => Assert.InRange(g.ConsumingVersion!.Value - 1 - g.PolicyVersion!.Value, 0, 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_root_sampled_at_its_admission_or_later_is_never_stale_when_its_turn_comes(int staleness)
    {
        await using var pipeline = await Pipeline.CreateAsync(Pipeline.SmallRecipe(staleness: staleness), Pipeline.Prompts(60));
        await pipeline.RunToEndAsync();
        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.All(groups.Where(g => g.ParentId is null), g => Assert.Equal(GroupState.Consumed, g.State));
        Assert.All(groups.Where(g => g.State == GroupState.Consumed), g => Assert.InRange(g.ConsumingVersion!.Value - 1 - g.PolicyVersion!.Value, 0, staleness));
    }

    [Fact]
    public async Task The_same_seed_and_order_give_the_same_weights_whatever_the_run_is_called()
    {
        var recipe = Pipeline.SmallRecipe("slot-parity", deterministic: true);
        var hashes = new List<string[]>();
        foreach (var seed in (int[])[11, 11, 12])
        {
            await using var pipeline = await Pipeline.CreateAsync(recipe with { Seed = seed }, Pipeline.Prompts(12));
            await pipeline.RunToEndAsync();
            hashes.Add(await pipeline.Database.ReadAsync(
                (db, token) => db.PolicyVersions.OrderBy(v => v.Version).Select(v => v.CheckpointSha256).ToArrayAsync(token), CancellationToken.None));
        }

        Assert.Equal(4, hashes[0].Distinct().Count());
        Assert.Equal(hashes[0], hashes[1]);
        Assert.NotEqual(hashes[0][^1], hashes[2][^1]);
    }

    [Fact]
    public async Task Old_checkpoints_are_removed_and_the_run_still_resumes()
    {
        var recipe = Pipeline.SmallRecipe(deterministic: true);
        recipe = recipe with { Step = recipe.Step with { KeepCheckpoints = 2 } };
        await using var pipeline = await Pipeline.CreateAsync(recipe, Pipeline.Prompts(24));
        using (var host = pipeline.Build())
        {
            await host.StartAsync();
            await Deadline.UntilAsync("version 3", async () => await pipeline.Database.ReadAsync(
                async (db, token) => await db.PolicyVersions.MaxAsync(v => v.Version, token), CancellationToken.None) >= 3);
            await host.StopAsync();
        }

        await pipeline.RunToEndAsync();
        await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        var uris = await pipeline.Database.ReadAsync((db, token) => db.PolicyVersions.OrderBy(v => v.Version).Select(v => v.CheckpointUri).ToListAsync(token), CancellationToken.None);
        Assert.Equal(7, uris.Count);
        Assert.Equal(
            [uris[0], uris[5], uris[6]],
            Directory.GetDirectories(pipeline.Checkpoints).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Prompts_that_do_not_fit_are_discarded_and_hints_that_do_not_fit_leave_the_root_unguided()
    {
        var prompts = Pipeline.Prompts(8);
        prompts[2] = prompts[2] with { Prompt = string.Join(' ', Enumerable.Repeat("1", 25)) };
        prompts[5] = prompts[5] with { Hint = string.Join(' ', Enumerable.Repeat("1", 22)) };
        await using var pipeline = await Pipeline.CreateAsync(Pipeline.SmallRecipe("none"), prompts);
        await pipeline.RunToEndAsync();
        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        var tooLong = groups.Where(g => g.DiscardReason == DiscardReason.PromptTooLong).ToList();
        Assert.Equal(2, tooLong.Count);
        Assert.Equal("p002", Assert.Single(tooLong, g => g.ParentId is null).PromptId);
        var child = Assert.Single(tooLong, g => g.ParentId is not null);
        Assert.Equal("p005", child.PromptId);
        Assert.Contains("24 are allowed", child.DiscardDetail, StringComparison.Ordinal);
        Assert.Equal(GroupState.Consumed, groups.Single(g => g.GroupId == child.ParentId).State);
    }

    [Fact]
    public async Task A_broken_judge_triggers_no_hint_and_trains_nothing()
    {
        await using var pipeline = await Pipeline.CreateAsync(Pipeline.SmallRecipe("broken"), Pipeline.Prompts(6));
        await pipeline.RunToEndAsync();
        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.Equal(6, groups.Count);
        Assert.All(groups, g => Assert.Equal((DiscardReason.Unjudged, 0, RoutingDecision.Unjudged), (g.DiscardReason, g.JudgedCount, g.Routing)));
        var attempts = await pipeline.Database.ReadAsync((db, token) => db.Verdicts.Select(v => new { v.Attempt, v.Reward }).ToListAsync(token), CancellationToken.None);
        Assert.Equal(6 * 4 * 2, attempts.Count);
        Assert.All(attempts, v => Assert.Null(v.Reward));
    }

    [Fact]
    public async Task A_hint_that_says_the_answer_is_never_used()
    {
        var prompts = Pipeline.Prompts(4);
        prompts[1] = prompts[1] with { Gold = "7", Hint = "# 7 3" };
        prompts[2] = prompts[2] with { Hint = null };
        await using var pipeline = await Pipeline.CreateAsync(Pipeline.SmallRecipe("none"), prompts);
        await pipeline.RunToEndAsync();
        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.Equal(RoutingDecision.HintLeaks, groups.Single(g => g.PromptId == "p001").Routing);
        Assert.Equal(RoutingDecision.NoHint, groups.Single(g => g.PromptId == "p002").Routing);
        Assert.Equal(2, groups.Count(g => g.ParentId is not null));
        var hint = await pipeline.Database.ReadAsync((db, token) => db.Hints.SingleAsync(h => h.PromptId == "p001", token), CancellationToken.None);
        Assert.Contains("number 7", hint.UnusableReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fill_discards_uniform_lineages_and_closes_short_after_M_times_B()
    {
        var recipe = Pipeline.SmallRecipe("none", batch: 2, steps: 2, staleness: 1);
        recipe = recipe with
        {
            Guidance = recipe.Guidance with { Enabled = false },
            Step = recipe.Step with { DynamicSampling = DynamicSampling.Fill, MaxFillFactor = 3 },
        };
        await using var pipeline = await Pipeline.CreateAsync(recipe, Pipeline.Prompts(40));
        await pipeline.RunToEndAsync();
        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.Equal(6, groups.Count(g => g.DiscardReason == DiscardReason.Uniform && g.ConsumingVersion == 1));
        Assert.Equal(6, groups.Count(g => g.DiscardReason == DiscardReason.Uniform && g.ConsumingVersion == 2));
        Assert.DoesNotContain(groups, g => g.State == GroupState.Consumed);
    }

    [Fact]
    public async Task A_run_that_is_stopped_in_its_middle_goes_on_where_it_stood()
    {
        await using var pipeline = await Pipeline.CreateAsync(Pipeline.SmallRecipe(deterministic: true), Pipeline.Prompts(24));
        await using var calm = await Pipeline.CreateAsync(Pipeline.SmallRecipe(deterministic: true), Pipeline.Prompts(24), runId: pipeline.RunId);
        await calm.RunToEndAsync();
        for (var stops = 1; stops <= 3; stops++)
        {
            using var host = pipeline.Build();
            await host.StartAsync();
            await Deadline.UntilAsync("four more sampled groups", async () => await pipeline.Database.ReadAsync(
                async (db, token) => await db.Groups.CountAsync(g => g.State >= GroupState.Sampled, token), CancellationToken.None) >= stops * 4);
            await host.StopAsync();
        }

        await pipeline.RunToEndAsync();
        await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.Equal(
            await RunInvariants.FingerprintAsync(calm.Database, calm.RunId),
            await RunInvariants.FingerprintAsync(pipeline.Database, pipeline.RunId));
    }

    [Fact]
    public async Task Messages_that_come_twice_and_out_of_order_leave_the_rows_of_the_calm_run()
    {
        var recipe = Pipeline.SmallRecipe(deterministic: true);
        await using var calm = await Pipeline.CreateAsync(recipe, Pipeline.Prompts(24));
        await calm.RunToEndAsync();
        await using var wild = await Pipeline.CreateAsync(recipe, Pipeline.Prompts(24), runId: calm.RunId);
        UnreliableSender? sender = null;
        await wild.RunToEndAsync(after: services =>
        {
            var inner = services.Last(service => service.ServiceType == typeof(IStageSender)).ImplementationType!;
            services.AddSingleton(inner);
            services.Replace(ServiceDescriptor.Singleton<IStageSender>(
                provider => sender ??= new UnreliableSender((IStageSender)provider.GetRequiredService(inner))));
        });

        Assert.True(sender!.Repeated > 50);
        await RunInvariants.AssertAsync(wild.Database, wild.RunId);
        Assert.Equal(
            await RunInvariants.FingerprintAsync(calm.Database, calm.RunId),
            await RunInvariants.FingerprintAsync(wild.Database, wild.RunId));
    }

    [Fact]
    public async Task A_group_that_its_stage_cannot_handle_is_discarded_and_the_run_ends()
    {
        await using var pipeline = await Pipeline.CreateAsync(Pipeline.SmallRecipe("slot-parity"), Pipeline.Prompts(20));
        await pipeline.RunToEndAsync(after: services =>
        {
            var inner = services.Last(service => service.ServiceType == typeof(IPolicySource)).ImplementationType!;
            services.AddSingleton(inner);
            services.Replace(ServiceDescriptor.Singleton<IPolicySource>(
                provider => new FailingPolicySource((IPolicySource)provider.GetRequiredService(inner), TinyPolicy.Words.ToList().IndexOf("7"))));
        });
        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        var poisoned = groups.Where(g => g.DiscardReason == DiscardReason.Poison).ToList();
        Assert.Equal(["p007", "p017"], poisoned.Select(g => g.PromptId).Order());
        Assert.All(poisoned, g => Assert.Contains("scripted failure", g.DiscardDetail, StringComparison.Ordinal));
        Assert.Equal(18, groups.Count(g => g.State == GroupState.Consumed));
    }

    [Fact]
    public async Task A_broken_checkpoint_ends_the_process_with_one_line_and_what_was_stored_stays()
    {
        await using var pipeline = await Pipeline.CreateAsync(Pipeline.SmallRecipe(), Pipeline.Prompts(8));
        await File.WriteAllBytesAsync(Path.Combine(pipeline.Checkpoints, "v000000", "model.safetensors"), [1, 2, 3]);
        var failure = await Assert.ThrowsAsync<GuideException>(() => pipeline.RunToEndAsync(settings: new Dictionary<string, string?> { ["Rollout:LoadRetryDelay"] = "00:00:00.020" }));
        Assert.Equal(ExitCodes.Failed, failure.ExitCode);
        Assert.DoesNotContain('\n', failure.Message);
        var groups = await pipeline.Database.ReadAsync((db, token) => db.Groups.ToListAsync(token), CancellationToken.None);
        Assert.All(groups, g => Assert.Equal(GroupState.Admitted, g.State));
    }

    [Fact]
    public async Task While_the_code_judge_is_away_groups_wait_and_use_no_attempt_up()
    {
        await using var pipeline = await Pipeline.CreateAsync(CodeRecipe, CodePrompts(12));
        var judge = new AbsentJudge(callsAway: 60);
        await pipeline.RunToEndAsync(before: services => services.AddSingleton(new VerifierSet([judge])));

        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.Equal(12, groups.Count(g => g.ParentId is null && g.State == GroupState.Consumed));
        var verdicts = await pipeline.Database.ReadAsync((db, token) => db.Verdicts.ToListAsync(token), CancellationToken.None);
        Assert.All(verdicts, static verdict => Assert.Equal((1, true), (verdict.Attempt, verdict.Outcome.IsJudged())));
        Assert.True(judge.Calls > 60);
    }

    [Fact]
    public async Task A_code_judge_that_stays_away_ends_the_process_and_everything_is_still_queued()
    {
        await using var pipeline = await Pipeline.CreateAsync(CodeRecipe, CodePrompts(12));
        var failure = await Assert.ThrowsAsync<GuideException>(() => pipeline.RunToEndAsync(
            before: static services => services.AddSingleton(new VerifierSet([new AbsentJudge(callsAway: int.MaxValue)])),
            settings: new Dictionary<string, string?> { ["Verifier:GiveUpAfter"] = "00:00:01" }));

        Assert.Equal((ExitCodes.Failed, "No judge has answered for 00:00:01: nobody is there"), (failure.ExitCode, failure.Message));
        var (groups, verdicts) = await pipeline.Database.ReadAsync(async (db, token) => (await db.Groups.ToListAsync(token), await db.Verdicts.CountAsync(token)), CancellationToken.None);
        Assert.NotEmpty(groups);
        Assert.All(groups, static group => Assert.True(group.State is GroupState.Admitted or GroupState.Sampled, $"{group.State}"));
        Assert.Equal(0, verdicts);
    }

    private static RunRecipe CodeRecipe => Pipeline.SmallRecipe() with { Verification = new VerificationRecipe { MaxAttempts = 2 } };

    private static PromptRecord[] CodePrompts(int count) => [.. Pipeline.Prompts(count).Select(static prompt => prompt with { Domain = Domain.Code })];
}
