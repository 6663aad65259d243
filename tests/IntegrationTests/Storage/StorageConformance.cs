using Guide.Contracts;
using Guide.Storage;
using Guide.Storage.Background;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.IntegrationTests.Storage;

/// <summary>What every storage provider must do.</summary>
public abstract class StorageConformance
{
    private protected abstract Task<GuideDatabase> OpenAsync();

    private async Task<TestRun> RunAsync(int batch = 2, int staleness = 0, int steps = 100, int epochs = 1) =>
        await TestRun.CreateAsync(await OpenAsync(), TestRun.SmallRecipe(batch, staleness, steps, epochs));

    [Fact]
    public async Task A_run_is_created_once_and_another_recipe_under_its_name_is_refused()
    {
        var run = await RunAsync();
        Assert.False(await run.Runs.CreateAsync(
            TestRun.Row(run.RunId, run.Recipe), TestRun.PromptRows(run.RunId), TestRun.VersionZero(run.RunId), CancellationToken.None));
        await Assert.ThrowsAsync<GuideException>(() => run.Runs.CreateAsync(
            TestRun.Row(run.RunId, run.Recipe with { Seed = 8 }), TestRun.PromptRows(run.RunId), TestRun.VersionZero(run.RunId), CancellationToken.None));
        Assert.Equal(run.Recipe.Sampling, (await run.Runs.RecipeAsync(run.RunId, CancellationToken.None)).Sampling);
        Assert.Equal(TestRun.Prompts, await run.Database.ReadAsync((db, token) => db.Prompts.CountAsync(p => p.RunId == run.RunId, token), CancellationToken.None));
    }

    [Fact]
    public async Task A_hint_is_claimed_by_one_charged_before_each_request_and_made_once()
    {
        var run = await RunAsync();
        var shelf = new HintShelf(run.Database);
        var key = new MadeHintKey($"p-{run.RunId}", "teacher", "m", "t/1", HintLevel.Plan, 0);
        var claims = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => shelf.ClaimAsync(key, $"w{i}", TimeSpan.FromMinutes(1), CancellationToken.None)));
        var holder = $"w{Assert.Single(Enumerable.Range(0, 6), i => claims[i].Claimed)}";

        Assert.True(await shelf.ChargeAsync(key, holder, run.RunId, maxCalls: 2, maxTokens: 0, CancellationToken.None));
        Assert.False(await shelf.ChargeAsync(key, "another", run.RunId, 2, 0, CancellationToken.None));
        Assert.True(await shelf.ChargeAsync(key, holder, run.RunId, 2, 0, CancellationToken.None));
        Assert.False(await shelf.ChargeAsync(key, holder, run.RunId, 2, 0, CancellationToken.None));

        Assert.False(await shelf.PutAsync(key, "another", "x", null, null, null, 0, 0, CancellationToken.None));
        Assert.True(await shelf.PutAsync(key, holder, "Count\0 on.", null, 0.7, 5, 30, 4, CancellationToken.None));
        Assert.False(await shelf.PutAsync(key, holder, "x", null, null, null, 0, 0, CancellationToken.None));
        Assert.Equal(new HintSpending(2, 34), await shelf.SpentAsync(run.RunId, CancellationToken.None));
        var again = await shelf.ClaimAsync(key, "later", TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.Equal((false, true, "Count\uFFFD on.", 0.7, 5L, 2), (again.Claimed, again.IsMade, again.Row.Text, again.Row.Temperature, again.Row.Seed, again.Row.Calls));
    }

    [Fact]
    public async Task A_claim_on_a_hint_that_is_set_free_or_runs_out_is_anothers()
    {
        var run = await RunAsync();
        var shelf = new HintShelf(run.Database);
        var key = new MadeHintKey($"p-{run.RunId}", "teacher", "m", "t/1", HintLevel.Nudge, 1);
        Assert.True((await shelf.ClaimAsync(key, "a", TimeSpan.FromMinutes(1), CancellationToken.None)).Claimed);
        Assert.False((await shelf.ClaimAsync(key, "b", TimeSpan.FromMinutes(1), CancellationToken.None)).Claimed);
        await shelf.ReleaseAsync(key, "a", CancellationToken.None);
        Assert.True((await shelf.ClaimAsync(key, "b", TimeSpan.FromMinutes(-1), CancellationToken.None)).Claimed);
        Assert.True((await shelf.ClaimAsync(key, "c", TimeSpan.FromMinutes(1), CancellationToken.None)).Claimed);
        Assert.Equal(0, await shelf.RenewAsync(["b"], TimeSpan.FromMinutes(1), CancellationToken.None));
        Assert.Equal(1, await shelf.RenewAsync(["c"], TimeSpan.FromMinutes(1), CancellationToken.None));
    }

    [Fact]
    public async Task Two_processes_may_migrate_at_once()
    {
        var database = await OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => database.MigrateAsync(CancellationToken.None))));
        Assert.Equal(0, await database.ReadAsync((db, token) => db.Groups.CountAsync(g => g.RunId == "nobody", token), CancellationToken.None));
    }

    [Fact]
    public async Task Tokens_log_probs_and_any_text_come_back_as_they_went_in()
    {
        var run = await RunAsync();
        var group = (await run.AdmitAsync()).Admitted[0];
        var claim = await run.ClaimAsync(group.GroupId, GroupState.Admitted);
        var rows = TestRun.RolloutRows(group);
        rows[1] = new RolloutRow
        {
            RunId = group.RunId,
            GroupId = group.GroupId,
            Slot = 1,
            Text = GuideDatabase.Storable("a\0b \uD800 é 🎲"),
            TokenIds = [],
            BehaviorLogProbs = [],
            FinishReason = FinishReason.Length,
            Temperature = 0.7,
            TopP = 0.9,
            TopK = 5,
            MinP = 0.1,
            MaxTokens = 8,
        };
        var returned = await run.Transitions.SampleAsync(claim, 3, [9, -1], [9], rows, CancellationToken.None);

        var stored = await run.Database.ReadAsync((db, token) => db.Rollouts.Where(r => r.GroupId == group.GroupId).OrderBy(r => r.Slot).ToListAsync(token), CancellationToken.None);
        Assert.Equal([0, 0, int.MaxValue, 0], stored[0].TokenIds);
        Assert.Equal([-0.5f, 0f, float.MinValue, -0f], stored[0].BehaviorLogProbs);
        Assert.True(float.IsNegative(stored[0].BehaviorLogProbs[3]));
        Assert.Empty(stored[1].TokenIds);
        Assert.Equal("a\uFFFDb \uFFFD é 🎲", stored[1].Text);
        Assert.Equal((0.7, 0.9, 5, 0.1), (stored[1].Temperature, stored[1].TopP, stored[1].TopK, stored[1].MinP));
        var sampled = await run.FindAsync(group.GroupId);
        Assert.Equal((GroupState.Sampled, 3), (sampled.State, sampled.PolicyVersion));
        Assert.Equal([9, -1], sampled.SamplingContext!);
        Assert.Equal([9], sampled.TrainingContext!);
        Assert.Null(sampled.ClaimedBy);
        Assert.Equivalent(sampled, returned, strict: true);
    }

    [Fact]
    public async Task A_verified_root_is_completed_at_once_unless_another_holds_it()
    {
        var run = await RunAsync(batch: 3);
        var roots = (await run.AdmitAsync()).Admitted.ToArray();
        foreach (var root in roots[..2])
        {
            await run.SampleAsync(root);
            await run.VerifyAsync(root, VerdictOutcome.Correct);
        }

        var held = await run.ClaimAsync(roots[1].GroupId, GroupState.Verified);
        Task<RouteResult> AtOnceAsync(GroupRow root, bool takeOver) =>
            run.Transitions.CompleteAtOnceAsync(root, RoutingDecision.EnoughCorrect, takeOver, CancellationToken.None);
        Assert.Equal(new RouteResult(true, roots[0].GroupId, null), await AtOnceAsync(roots[0], takeOver: false));
        Assert.False((await AtOnceAsync(roots[0], takeOver: true)).Committed);
        Assert.False((await AtOnceAsync(roots[1], takeOver: false)).Committed);
        Assert.Equal(new RouteResult(true, roots[1].GroupId, null), await AtOnceAsync(roots[1], takeOver: true));
        Assert.False((await run.Transitions.CompleteAsync(held, RoutingDecision.EnoughCorrect, CancellationToken.None)).Committed);

        // A child is never completed without its root.
        var child = await run.GuideAsync(roots[2]);
        await run.SampleAsync(child);
        await run.VerifyAsync(child);
        Assert.False((await AtOnceAsync(child, takeOver: true)).Committed);
        var stored = await run.FindAsync(roots[0].GroupId);
        Assert.Equal((GroupState.Completed, RoutingDecision.EnoughCorrect, null, null), (stored.State, stored.Routing, stored.ClaimedBy, stored.ClaimedUntil));
        Assert.True(stored.VerifiedAt <= stored.CompletedAt);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(2, 6)]
    public async Task Open_roots_never_exceed_S_plus_1_times_B(int staleness, int expected)
    {
        var run = await RunAsync(batch: 2, staleness);
        var first = await run.AdmitAsync();
        Assert.Equal(expected, first.Admitted.Count);
        Assert.Equal(Enumerable.Range(0, expected).Select(i => (long)i), first.Admitted.Select(g => g.Ordinal));
        Assert.Empty((await run.AdmitAsync()).Admitted);

        await run.Transitions.DiscardAsync(run.RunId, first.Admitted[0].GroupId, DiscardReason.Lost, null, null, CancellationToken.None);
        var next = Assert.Single((await run.AdmitAsync()).Admitted);
        Assert.Equal(expected, next.Ordinal);
    }

    [Fact]
    public async Task A_guided_child_rides_its_roots_slot()
    {
        var run = await RunAsync();
        var roots = (await run.AdmitAsync()).Admitted;
        await run.GuideAsync(roots[0]);
        var again = await run.AdmitAsync();
        Assert.Empty(again.Admitted);
        Assert.Equal(2, again.OpenRoots);
    }

    [Fact]
    public async Task Roots_beyond_what_the_remaining_steps_take_are_not_admitted()
    {
        var run = await RunAsync(batch: 2, staleness: 3, steps: 1);
        Assert.Equal(2, (await run.AdmitAsync()).Admitted.Count);
    }

    [Fact]
    public async Task Two_producers_admit_every_ordinal_once()
    {
        var run = await RunAsync(batch: 1, staleness: 4, epochs: 3);
        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(run.AdmitAsync)));
        Assert.Equal(5, results.Sum(r => r.Admitted.Count));
        Assert.Equal([0, 1, 2, 3, 4], results.SelectMany(r => r.Admitted).Select(g => g.Ordinal).Order());
    }

    [Fact]
    public async Task Admission_ends_with_the_data_and_every_epoch_draws_every_prompt_once()
    {
        var run = await RunAsync(batch: 30, epochs: 2);
        var result = await run.AdmitAsync();
        Assert.Equal(20, result.Admitted.Count);
        Assert.True(result.Exhausted);
        foreach (var epoch in result.Admitted.Chunk(10))
        {
            Assert.Equal(10, epoch.Select(g => g.PromptId).Distinct().Count());
        }

        Assert.NotEqual(result.Admitted.Take(10).Select(g => g.PromptId), result.Admitted.Skip(10).Select(g => g.PromptId));
    }

    [Fact]
    public async Task A_claimed_group_is_held_until_it_is_given_back_or_taken_over()
    {
        var run = await RunAsync();
        var group = (await run.AdmitAsync()).Admitted[0];
        var first = await run.ClaimAsync(group.GroupId, GroupState.Admitted);
        Assert.Equal(ClaimOutcome.Claimed, first.Outcome);
        Assert.Equal(ClaimOutcome.HeldByAnother, (await run.ClaimAsync(group.GroupId, GroupState.Admitted)).Outcome);
        Assert.Equal(1, await run.Claims.RenewAsync(CancellationToken.None));

        await run.Claims.ForgetAsync(first, abandoned: true, CancellationToken.None);
        var second = await run.ClaimAsync(group.GroupId, GroupState.Admitted);
        Assert.Equal(ClaimOutcome.Claimed, second.Outcome);
        Assert.Equal(ClaimOutcome.Claimed, (await run.ClaimAsync(group.GroupId, GroupState.Admitted, takeOver: true)).Outcome);
        Assert.Equal(ClaimOutcome.InOtherState, (await run.ClaimAsync(group.GroupId, GroupState.Sampled)).Outcome);
        Assert.Equal(ClaimOutcome.Unknown, (await run.ClaimAsync(Guid.NewGuid(), GroupState.Admitted)).Outcome);
    }

    [Fact]
    public async Task Of_many_who_claim_at_once_one_gets_the_group()
    {
        var run = await RunAsync();
        var group = (await run.AdmitAsync()).Admitted[0];
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => run.ClaimAsync(group.GroupId, GroupState.Admitted))));
        Assert.Single(claims, claim => claim.Outcome == ClaimOutcome.Claimed);
        Assert.Equal(7, claims.Count(claim => claim.Outcome == ClaimOutcome.HeldByAnother));
    }

    [Fact]
    public async Task Groups_that_move_at_once_move_each_by_its_own_values()
    {
        var run = await RunAsync(batch: 10, staleness: 0);
        var groups = (await run.AdmitAsync()).Admitted;
        Assert.Equal(10, groups.Count);
        var claims = await Task.WhenAll(groups.Select(group => run.ClaimAsync(group.GroupId, GroupState.Admitted)));
        Assert.Equal(groups.Select(group => group.GroupId), claims.Select(claim => claim.Group!.GroupId));
        Assert.Equal(10, claims.Select(claim => claim.Holder).Distinct().Count());

        var sampled = await Task.WhenAll(groups.Select((group, i) => run.Transitions.SampleAsync(
            claims[i], 0, [1000 + i, i], [i], TestRun.RolloutRows(group, mark: i), CancellationToken.None)));
        Assert.Equal(groups.Select((group, i) => (group.GroupId, GroupState.Sampled, 1000 + i, i)), sampled.Select(g => (g!.GroupId, g.State, g.SamplingContext![0], g.TrainingContext![0])));

        claims = await Task.WhenAll(groups.Select(group => run.ClaimAsync(group.GroupId, GroupState.Sampled)));
        var verified = await Task.WhenAll(groups.Select((group, i) => run.Transitions.VerifyAsync(
            claims[i], $"v{i}", 2, i % 3, TestRun.VerdictRows(group, VerdictOutcome.Correct), CancellationToken.None)));
        Assert.Equal(groups.Select((group, i) => (group.GroupId, $"v{i}", i % 3)), verified.Select(g => (g!.GroupId, g.VerifierSetVersion!, g.CorrectCount!.Value)));
        Assert.All(verified, g => Assert.Null(g!.ClaimedBy));
        Assert.Equal(20, await run.Database.ReadAsync((db, token) => db.Verdicts.CountAsync(v => v.RunId == run.RunId, token), CancellationToken.None));

        claims = await Task.WhenAll(groups.Select(group => run.ClaimAsync(group.GroupId, GroupState.Verified)));
        var routed = await Task.WhenAll(claims.Select((claim, i) => run.Transitions.CompleteAsync(claim, i % 2 == 0 ? RoutingDecision.NoHint : RoutingDecision.GuidanceOff, CancellationToken.None)));
        Assert.Equal(groups.Select(group => (Guid?)group.GroupId), routed.Select(result => result.CompletedRoot));
        foreach (var (group, i) in groups.Select((group, i) => (group, i)))
        {
            var stored = await run.FindAsync(group.GroupId);
            Assert.Equal((GroupState.Completed, i % 2 == 0 ? RoutingDecision.NoHint : RoutingDecision.GuidanceOff), (stored.State, stored.Routing));
        }
    }

    [Fact]
    public async Task A_group_that_cannot_be_stored_fails_alone()
    {
        var run = await RunAsync(batch: 10, staleness: 0);
        var groups = (await run.AdmitAsync()).Admitted;
        await Task.WhenAll(groups.Select(group => run.SampleAsync(group)));
        var claims = await Task.WhenAll(groups.Select(group => run.ClaimAsync(group.GroupId, GroupState.Sampled)));

        // The fourth has its verdicts twice, which no table takes.
        var moves = groups.Select((group, i) =>
        {
            var verdicts = TestRun.VerdictRows(group, VerdictOutcome.Incorrect);
            return run.Transitions.VerifyAsync(claims[i], "v", 2, 0, i == 3 ? [.. verdicts, .. verdicts] : verdicts, CancellationToken.None);
        }).ToArray();

        await Assert.ThrowsAnyAsync<Exception>(() => moves[3]);
        Assert.All(await Task.WhenAll(moves.Where((_, i) => i != 3)), Assert.NotNull);
        Assert.Equal(GroupState.Sampled, (await run.FindAsync(groups[3].GroupId)).State);
        Assert.Equal(18, await run.Database.ReadAsync((db, token) => db.Verdicts.CountAsync(v => v.RunId == run.RunId, token), CancellationToken.None));
    }

    [Fact]
    public async Task Two_samplers_of_one_group_never_mix_tokens()
    {
        var run = await RunAsync();
        var group = (await run.AdmitAsync()).Admitted[0];
        var slow = await run.ClaimAsync(group.GroupId, GroupState.Admitted);
        var quick = await run.ClaimAsync(group.GroupId, GroupState.Admitted, takeOver: true);
        var commits = await Task.WhenAll(
            Task.Run(() => run.Transitions.SampleAsync(slow, 0, [1], [1], TestRun.RolloutRows(group, mark: 111), CancellationToken.None)),
            Task.Run(() => run.Transitions.SampleAsync(quick, 0, [1], [1], TestRun.RolloutRows(group, mark: 222), CancellationToken.None)));
        Assert.Equal([false, true], commits.Select(committed => committed is not null));

        // And a third, with the right claim but late.
        Assert.Null(await run.Transitions.SampleAsync(quick, 0, [1], [1], TestRun.RolloutRows(group, mark: 333), CancellationToken.None));
        var stored = await run.Database.ReadAsync((db, token) => db.Rollouts.Where(r => r.GroupId == group.GroupId).ToListAsync(token), CancellationToken.None);
        Assert.Equal(2, stored.Count);
        Assert.All(stored, row => Assert.Equal(222, row.TokenIds[0]));
    }

    [Fact]
    public async Task A_root_has_one_child_however_often_it_is_routed()
    {
        var run = await RunAsync();
        var root = (await run.AdmitAsync()).Admitted[0];
        await run.SampleAsync(root);
        await run.VerifyAsync(root);
        var hint = await run.HintAsync(root.PromptId);
        var claim = await run.ClaimAsync(root.GroupId, GroupState.Verified);
        var routed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => run.Transitions.GuideAsync(claim, hint, CancellationToken.None))));
        var child = Assert.Single(routed, result => result.Committed).Child!;
        Assert.Equal((root.GroupId, root.Ordinal, GroupState.Admitted), (child.ParentId, child.Ordinal, child.State));
        Assert.Equal(GroupState.AwaitingChild, (await run.FindAsync(root.GroupId)).State);
        Assert.Equal(child.GroupId, (await run.Transitions.ChildAsync(run.RunId, root.GroupId, CancellationToken.None))!.GroupId);
    }

    [Fact]
    public async Task A_completed_child_completes_its_root_with_it()
    {
        var run = await RunAsync();
        var root = (await run.AdmitAsync()).Admitted[0];
        var child = await run.GuideAsync(root);
        await run.SampleAsync(child, version: 1);
        await run.VerifyAsync(child, VerdictOutcome.Correct);
        var routed = await run.Transitions.CompleteAsync(await run.ClaimAsync(child.GroupId, GroupState.Verified), RoutingDecision.AlreadyGuided, CancellationToken.None);
        Assert.Equal((true, root.GroupId), (routed.Committed, routed.CompletedRoot));
        Assert.Equal(GroupState.Completed, (await run.FindAsync(root.GroupId)).State);
        Assert.Equal(GroupState.Completed, (await run.FindAsync(child.GroupId)).State);

        var lineage = Assert.Single(await run.Reader.LoadAsync(run.RunId, [root.GroupId], CancellationToken.None));
        Assert.Equal(child.GroupId, lineage.Child!.GroupId);
        Assert.Equal((2, 2, 4), (lineage.Unguided.Count, lineage.Guided.Count, lineage.Verdicts.Count));
        Assert.Equal(1, lineage.Verdicts[(child.GroupId, 0)].Reward);
        Assert.Equal(0, lineage.Verdicts[(root.GroupId, 0)].Reward);
    }

    [Theory]
    [InlineData(GroupState.Admitted)]
    [InlineData(GroupState.Sampled)]
    [InlineData(GroupState.Verified)]
    public async Task A_discarded_child_completes_its_root_which_then_trains_alone(GroupState at)
    {
        var run = await RunAsync();
        var root = (await run.AdmitAsync()).Admitted[0];
        var child = await run.GuideAsync(root);
        if (at >= GroupState.Sampled)
        {
            await run.SampleAsync(child);
        }

        if (at >= GroupState.Verified)
        {
            await run.VerifyAsync(child);
        }

        var result = await run.Transitions.DiscardAsync(run.RunId, child.GroupId, DiscardReason.Poison, "by hand", null, CancellationToken.None);
        Assert.Equal(new DiscardResult(null, root.GroupId), result);
        Assert.Equal(GroupState.Completed, (await run.FindAsync(root.GroupId)).State);
        var stored = await run.FindAsync(child.GroupId);
        Assert.Equal((GroupState.Discarded, DiscardReason.Poison, "by hand"), (stored.State, stored.DiscardReason, stored.DiscardDetail));
        Assert.False((await run.Transitions.DiscardAsync(run.RunId, child.GroupId, DiscardReason.Lost, null, null, CancellationToken.None)).Changed);

        var lineage = Assert.Single(await run.Reader.LoadAsync(run.RunId, [root.GroupId], CancellationToken.None));
        Assert.Null(lineage.Child);
        Assert.Empty(lineage.Guided);
    }

    [Fact]
    public async Task What_has_moved_on_is_not_discarded_by_a_late_failure()
    {
        var run = await RunAsync();
        var roots = (await run.AdmitAsync()).Admitted;
        await run.CompleteAsync(roots[0]);
        Assert.False((await run.Transitions.DiscardAsync(run.RunId, roots[0].GroupId, DiscardReason.Poison, null, null, CancellationToken.None)).Changed);
        Assert.False((await run.Transitions.DiscardAsync(run.RunId, Guid.NewGuid(), DiscardReason.Poison, null, null, CancellationToken.None)).Changed);

        var claim = await run.ClaimAsync(roots[1].GroupId, GroupState.Admitted);
        Assert.False((await run.Transitions.DiscardAsync(run.RunId, roots[1].GroupId, DiscardReason.PromptTooLong, null, "somebody else", CancellationToken.None)).Changed);
        Assert.Equal(roots[1].GroupId, (await run.Transitions.DiscardAsync(run.RunId, roots[1].GroupId, DiscardReason.PromptTooLong, null, claim.Holder, CancellationToken.None)).DiscardedRoot);
    }

    [Fact]
    public async Task The_front_is_in_admission_order_and_stops_at_the_first_open_root_that_is_not_completed()
    {
        var run = await RunAsync(batch: 4);
        var roots = (await run.AdmitAsync()).Admitted;
        await run.CompleteAsync(roots[2]);
        await run.CompleteAsync(roots[0]);
        var front = await run.Reader.FrontAsync(run.RunId, run.Recipe, 4, CancellationToken.None);
        Assert.Equal([0L], front.Completed.Select(g => g.Ordinal));
        Assert.Equal((4, false, false), (front.OpenRoots, front.Exhausted, front.RunEnded));

        await run.Transitions.DiscardAsync(run.RunId, roots[1].GroupId, DiscardReason.Lost, null, null, CancellationToken.None);
        front = await run.Reader.FrontAsync(run.RunId, run.Recipe, 2, CancellationToken.None);
        Assert.Equal([0L, 2L], front.Completed.Select(g => g.Ordinal));
        Assert.Equal(3, front.OpenRoots);
    }

    [Fact]
    public async Task A_step_consumes_root_and_child_together_with_its_version()
    {
        var run = await RunAsync();
        var roots = (await run.AdmitAsync()).Admitted;
        var child = await run.GuideAsync(roots[0]);
        await run.CompleteAsync(child);
        await run.CompleteAsync(roots[1]);
        var lease = await run.LearnerLeaseAsync();
        Assert.Equal(StepCommitOutcome.Committed, await run.Commit.CommitAsync(run.Step(lease, 1, [.. roots]), CancellationToken.None));

        foreach (var id in new[] { roots[0].GroupId, roots[1].GroupId, child.GroupId })
        {
            var group = await run.FindAsync(id);
            Assert.Equal((GroupState.Consumed, 1), (group.State, group.ConsumingVersion));
        }

        var version = await run.Runs.NewestVersionAsync(run.RunId, CancellationToken.None);
        Assert.Equal((1, 2, "{\"loss\":0.25}"), (version!.Version, version.Lineages, version.Metrics));
        Assert.Equal(4, await run.Database.ReadAsync((db, token) => db.StepRollouts.CountAsync(s => s.RunId == run.RunId && s.Advantage == 0.5, token), CancellationToken.None));
        var rows = await run.Database.ReadAsync((db, token) => db.StepRollouts.Where(s => s.RunId == run.RunId).OrderBy(s => s.Ordinal).ToListAsync(token), CancellationToken.None);
        Assert.All(rows, row => Assert.Equal([0.25f, 0.75f], row.TokenAdvantages!));
        Assert.Equal(1.5, rows[0].Correction);
        Assert.Equal([0.5f, 0], rows[0].TokenValues!);
        Assert.Null(rows[1].Correction ?? rows[1].TokenValues?.Length);
        Assert.Equal(StepCommitOutcome.VersionTaken, await run.Commit.CommitAsync(run.Step(lease, 1), CancellationToken.None));
        await Assert.ThrowsAsync<InvalidOperationException>(() => run.Commit.CommitAsync(run.Step(lease, 3), CancellationToken.None));
    }

    [Fact]
    public async Task Of_two_learners_that_commit_one_version_one_does()
    {
        var run = await RunAsync();
        var roots = (await run.AdmitAsync()).Admitted;
        await run.CompleteAsync(roots[0]);
        await run.CompleteAsync(roots[1]);
        var lease = await run.LearnerLeaseAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => run.Commit.CommitAsync(run.Step(lease, 1, [.. roots]), CancellationToken.None))));
        Assert.Single(outcomes, outcome => outcome == StepCommitOutcome.Committed);
        Assert.Equal(2, outcomes.Count(outcome => outcome == StepCommitOutcome.VersionTaken));
    }

    [Fact]
    public async Task A_step_with_a_lineage_that_is_gone_leaves_nothing_behind()
    {
        var run = await RunAsync();
        var roots = (await run.AdmitAsync()).Admitted;
        await run.CompleteAsync(roots[0]);
        var lease = await run.LearnerLeaseAsync();
        Assert.Equal(StepCommitOutcome.LineageGone, await run.Commit.CommitAsync(run.Step(lease, 1, [roots[0]]) with { Roots = [.. roots.Select(r => r.GroupId)] }, CancellationToken.None));
        Assert.Equal(0, (await run.Runs.NewestVersionAsync(run.RunId, CancellationToken.None))!.Version);
        Assert.Equal(GroupState.Completed, (await run.FindAsync(roots[0].GroupId)).State);
    }

    [Fact]
    public async Task A_learner_whose_lease_was_taken_commits_and_discards_nothing()
    {
        var run = await RunAsync();
        var roots = (await run.AdmitAsync()).Admitted;
        await run.CompleteAsync(roots[0]);
        var old = await run.LearnerLeaseAsync("old");
        await run.Leases.ReleaseAsync(old, CancellationToken.None);
        var current = await run.LearnerLeaseAsync("new");
        Assert.Equal(old.Epoch + 1, current.Epoch);

        Assert.Equal(StepCommitOutcome.LeaseLost, await run.Commit.CommitAsync(run.Step(old, 1, roots[0]), CancellationToken.None));
        Assert.False(await run.Commit.DiscardAsync(old, 1, [(roots[0].GroupId, DiscardReason.Stale, null)], CancellationToken.None));
        Assert.Equal(GroupState.Completed, (await run.FindAsync(roots[0].GroupId)).State);
        Assert.False(await run.Leases.RenewAsync(old, TimeSpan.FromMinutes(1), CancellationToken.None));
        Assert.True(await run.Leases.RenewAsync(current, TimeSpan.FromMinutes(1), CancellationToken.None));
    }

    [Fact]
    public async Task A_discarded_lineage_remembers_the_step_that_dropped_it()
    {
        var run = await RunAsync();
        var root = (await run.AdmitAsync()).Admitted[0];
        var child = await run.GuideAsync(root);
        await run.CompleteAsync(child);
        var lease = await run.LearnerLeaseAsync();
        Assert.True(await run.Commit.DiscardAsync(lease, 1, [(root.GroupId, DiscardReason.GuidedAllWrong, null)], CancellationToken.None));
        Assert.Equal(DiscardReason.GuidedAllWrong, (await run.FindAsync(child.GroupId)).DiscardReason);
        Assert.Equal(GroupState.Discarded, (await run.FindAsync(root.GroupId)).State);
        Assert.Equal(1, await run.Reader.DiscardedForAsync(run.RunId, 1, CancellationToken.None));
        Assert.Equal(0, await run.Reader.DiscardedForAsync(run.RunId, 2, CancellationToken.None));
    }

    [Fact]
    public async Task A_lease_has_one_owner_until_it_expires()
    {
        var run = await RunAsync();
        var owners = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => Task.Run(() =>
            run.Leases.TryAcquireAsync(run.RunId, Leases.Producer, $"owner-{i}", TimeSpan.FromMinutes(1), CancellationToken.None))));
        var hold = Assert.Single(owners, owner => owner is not null)!;
        Assert.Equal(1, hold.Epoch);
        Assert.Null(await run.Leases.TryAcquireAsync(run.RunId, Leases.Producer, "another", TimeSpan.FromMinutes(1), CancellationToken.None));

        await run.Leases.RenewAsync(hold, TimeSpan.FromMilliseconds(-1), CancellationToken.None);
        var next = await Deadline.UntilAsync("the lease is free", () => run.Leases.TryAcquireAsync(run.RunId, Leases.Producer, "another", TimeSpan.FromMinutes(1), CancellationToken.None));
        Assert.Equal(2, next.Epoch);
    }

    [Fact]
    public async Task Overdue_and_unclaimed_groups_are_sent_again_with_back_off_and_lost_after_K()
    {
        var run = await RunAsync();
        var roots = (await run.AdmitAsync()).Admitted;
        await run.ClaimAsync(roots[1].GroupId, GroupState.Admitted);
        var never = new ReconciliationOptions { FirstDelay = TimeSpan.FromHours(1), MaxSends = 2 };
        Assert.Empty((await run.Reconciliation.OverdueAsync(run.RunId, never, CancellationToken.None)).Resend);

        var soon = new ReconciliationOptions { FirstDelay = TimeSpan.FromMilliseconds(1), MaxSends = 2 };
        var found = await Deadline.UntilAsync("an overdue group", async () => await run.Reconciliation.OverdueAsync(run.RunId, soon, CancellationToken.None) is { Resend.Count: > 0 } some ? some : null);
        Assert.Equal([roots[0].GroupId], found.Resend.Select(g => g.GroupId));
        Assert.Equal(2, (await run.FindAsync(roots[0].GroupId)).SendCount);

        var lost = await Deadline.UntilAsync("a lost group", async () => await run.Reconciliation.OverdueAsync(run.RunId, soon, CancellationToken.None) is { Lost.Count: > 0 } some ? some : null);
        Assert.Equal(roots[0].GroupId, Assert.Single(lost.Lost).DiscardedRoot);
        Assert.Equal(DiscardReason.Lost, (await run.FindAsync(roots[0].GroupId)).DiscardReason);
        Assert.Equal(GroupState.Admitted, (await run.FindAsync(roots[1].GroupId)).State);
        Assert.Equal(TimeSpan.FromHours(4), never.DelayAfter(3));
    }

    [Fact]
    public async Task An_embedded_start_sends_everything_that_waits_and_forgets_dead_claims()
    {
        var run = await RunAsync(batch: 3);
        var roots = (await run.AdmitAsync()).Admitted;
        await run.ClaimAsync(roots[0].GroupId, GroupState.Admitted);
        await run.SampleAsync(roots[1]);
        await run.CompleteAsync(roots[2]);
        var all = await run.Reconciliation.EverythingAsync(run.RunId, CancellationToken.None);
        Assert.Equal([(0L, GroupState.Admitted), (1L, GroupState.Sampled)], all.Select(g => (g.Ordinal, g.State)));
        Assert.Equal(ClaimOutcome.Claimed, (await run.ClaimAsync(roots[0].GroupId, GroupState.Admitted)).Outcome);
    }

    [Fact]
    public async Task A_run_ends_at_its_last_step_and_takes_the_surplus_with_it()
    {
        var run = await RunAsync(batch: 1, staleness: 1, steps: 2);
        var roots = (await run.AdmitAsync()).Admitted;
        Assert.Equal(2, roots.Count);
        var lease = await run.LearnerLeaseAsync();
        await run.CompleteAsync(roots[0]);
        Assert.Equal(StepCommitOutcome.Committed, await run.Commit.CommitAsync(run.Step(lease, 1, roots[0]), CancellationToken.None));
        Assert.Equal(RunState.Running, await run.End.TryEndAsync(run.RunId, run.Recipe, CancellationToken.None));
        Assert.Equal(StepCommitOutcome.Committed, await run.Commit.CommitAsync(run.Step(lease, 2), CancellationToken.None));
        Assert.Equal(RunState.Ended, await run.End.TryEndAsync(run.RunId, run.Recipe, CancellationToken.None));

        Assert.Equal(DiscardReason.RunEnded, (await run.FindAsync(roots[1].GroupId)).DiscardReason);
        var after = await run.AdmitAsync();
        Assert.True(after.RunEnded);
        Assert.Empty(after.Admitted);
        Assert.True(await run.End.HasEndedAsync(run.RunId, CancellationToken.None));
    }

    [Fact]
    public async Task A_run_ends_when_its_data_is_exhausted_and_nothing_is_open()
    {
        var run = await RunAsync(batch: 10);
        var roots = (await run.AdmitAsync()).Admitted;
        Assert.Equal(RunState.Running, await run.End.TryEndAsync(run.RunId, run.Recipe, CancellationToken.None));
        foreach (var root in roots)
        {
            await run.Transitions.DiscardAsync(run.RunId, root.GroupId, DiscardReason.Lost, null, null, CancellationToken.None);
        }

        Assert.Equal(RunState.Ended, await run.End.TryEndAsync(run.RunId, run.Recipe, CancellationToken.None));
    }

    [Fact]
    public async Task Evaluations_are_let_out_a_few_at_a_time_and_take_no_training_groups_place()
    {
        var run = await RunAsync(batch: 2);
        var groups = new EvaluationGroups(run.Database);
        var target = new EvaluationTarget(0, PromptRow.TrainSet, Guided: false, Samples: 2);
        Assert.Equal(TestRun.Prompts, await groups.RequestAsync(run.RunId, [target], CancellationToken.None));
        Assert.Equal(0, await groups.RequestAsync(run.RunId, [target], CancellationToken.None));
        Assert.Equal(2, (await run.AdmitAsync()).Admitted.Count);
        var dispatch = new BackgroundDispatch(run.Database);

        var sent = await SendAsync(3);
        Assert.Equal([0L, 1, 2], sent.Select(g => g.Ordinal));
        Assert.Empty(await SendAsync(3));

        // Only what was sent can be lost: two training groups and three of these.
        Assert.Equal(5, (await run.Reconciliation.EverythingAsync(run.RunId, CancellationToken.None)).Count);
        await run.SampleAsync(sent[0]);
        Assert.Empty(await SendAsync(3));
        await run.VerifyAsync(sent[0]);
        Assert.Equal([3L], (await SendAsync(3)).Select(g => g.Ordinal));
        Assert.Equal((TestRun.Prompts, TestRun.Prompts), await groups.ProgressAsync(run.RunId, target, CancellationToken.None));
        await Assert.ThrowsAsync<GuideException>(() => groups.RequestAsync(run.RunId, [target with { Version = 1 }], CancellationToken.None));

        async Task<IReadOnlyList<GroupRow>> SendAsync(int limit) =>
            (await dispatch.NextAsync(run.RunId, run.Recipe, new BackgroundLimits(limit, 1, 100), CancellationToken.None)).Send;
    }

    [Fact]
    public async Task A_run_ends_when_it_is_measured_and_is_open_again_for_another_measurement()
    {
        var run = await RunAsync(batch: 1, steps: 1);
        var groups = new EvaluationGroups(run.Database);
        var target = new EvaluationTarget(0, PromptRow.TrainSet, Guided: false, Samples: 2);
        await groups.RequestAsync(run.RunId, [target], CancellationToken.None);
        var root = Assert.Single((await run.AdmitAsync()).Admitted);
        await run.CompleteAsync(root);
        Assert.Equal(StepCommitOutcome.Committed, await run.Commit.CommitAsync(run.Step(await run.LearnerLeaseAsync(), 1, root), CancellationToken.None));
        Assert.Equal(RunState.Trained, await run.End.TryEndAsync(run.RunId, run.Recipe, CancellationToken.None));
        Assert.True((await run.AdmitAsync()).RunEnded);
        Assert.False(await run.End.HasEndedAsync(run.RunId, CancellationToken.None));
        await MeasureAsync(target, TestRun.Prompts);
        Assert.Equal(RunState.Ended, await run.End.TryEndAsync(run.RunId, run.Recipe, CancellationToken.None));

        var other = target with { Version = 1, Samples = 4, Settings = new GroupSettings { Temperature = 0.5 } };
        await groups.RequestAsync(run.RunId, [target, other], CancellationToken.None);
        Assert.False(await run.End.HasEndedAsync(run.RunId, CancellationToken.None));
        await MeasureAsync(other, TestRun.Prompts);
        Assert.Equal(RunState.Ended, await run.End.TryEndAsync(run.RunId, run.Recipe, CancellationToken.None));

        async Task MeasureAsync(EvaluationTarget of, int count)
        {
            var sent = (await new BackgroundDispatch(run.Database).NextAsync(run.RunId, run.Recipe, new BackgroundLimits(1, 1, 100), CancellationToken.None)).Send;
            Assert.Equal(count, sent.Count);
            foreach (var group in sent)
            {
                await run.CompleteAsync(group);
            }

            Assert.All(await groups.OfAsync(run.RunId, of, CancellationToken.None), g => Assert.Equal((GroupState.Completed, of.Samples, 0), (g.State, g.Judged, g.Correct)));
        }
    }
}
