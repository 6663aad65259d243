using Guide.Cli.Replay;
using Guide.Contracts;
using Guide.Storage.Background;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Guide.IntegrationTests.Stages;

/// <summary>Stored rollouts judged again by the run's VerifierConsumers, as groups of purpose replay.</summary>
public sealed class ReplayGroupsTests
{
    private const string Name = "again";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_rollout_is_judged_again_and_the_run_keeps_what_it_was_trained_on(bool isDistributed)
    {
        await using var pipeline = isDistributed
            ? await Pipeline.CreateAsync(Pipeline.SmallRecipe(), Pipeline.Prompts(12), await SharedServers.CreateDatabaseAsync(), await SharedServers.BrokerAsync(), SharedServers.UniqueName("replay"))
            : await Pipeline.CreateAsync(Pipeline.SmallRecipe(), Pipeline.Prompts(12));
        await pipeline.RunToEndAsync();

        // One verdict is made another: today's judge says what it said before.
        var wrong = await pipeline.Database.ReadAsync((db, token) => db.Verdicts.OrderBy(v => v.GroupId).FirstAsync(v => v.Slot == 2 && v.Outcome == VerdictOutcome.Incorrect, token), CancellationToken.None);
        await pipeline.Database.WriteAsync(
            (db, token) => db.Verdicts.Where(v => v.GroupId == wrong.GroupId && v.Slot == wrong.Slot).ExecuteUpdateAsync(row => row.SetProperty(v => v.Outcome, VerdictOutcome.Correct), token), CancellationToken.None);
        var before = await RunInvariants.FingerprintAsync(pipeline.Database, pipeline.RunId);
        var trained = before.Count(line => line.StartsWith("group ", StringComparison.Ordinal));

        var replays = new ReplayGroups(pipeline.Database);
        Assert.Equal(trained, await replays.RequestAsync(pipeline.RunId, Name, static _ => true, CancellationToken.None));
        Assert.Equal(0, await replays.RequestAsync(pipeline.RunId, Name, static _ => true, CancellationToken.None));
        await pipeline.RunToEndAsync();

        var groups = await replays.OfAsync(pipeline.RunId, Name, CancellationToken.None);
        Assert.Equal(trained, groups.Count);
        Assert.All(groups, g => Assert.Equal((GroupState.Completed, g.GroupSize), (g.State, g.JudgedCount!.Value)));
        Assert.Empty(before.Except(await RunInvariants.FingerprintAsync(pipeline.Database, pipeline.RunId)));
        await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);

        var run = await pipeline.Database.ReadAsync((db, token) => db.Runs.SingleAsync(r => r.RunId == pipeline.RunId, token), CancellationToken.None);
        var diff = await (await VerdictReplay.StoredAsync(pipeline.Database, pipeline.RunId, Name, CancellationToken.None)).RunAsync(run, ReplaySample.All, null, CancellationToken.None);
        Assert.Equal((trained * 4, 0), (diff.Judged, diff.Unjudged));
        var flip = Assert.Single(diff.Flips);
        Assert.Equal((wrong.GroupId, 2, VerdictOutcome.Correct, VerdictOutcome.Incorrect), (flip.GroupId, flip.Slot, flip.Before, flip.After));
    }

    [Fact]
    public async Task A_replay_beside_the_training_changes_nothing_of_it()
    {
        var recipe = Pipeline.SmallRecipe(deterministic: true);
        await using var calm = await Pipeline.CreateAsync(recipe, Pipeline.Prompts(24), runId: SharedServers.UniqueName("beside"));
        await calm.RunToEndAsync();
        await using var busy = await Pipeline.CreateAsync(recipe, Pipeline.Prompts(24), runId: calm.RunId);
        var replays = new ReplayGroups(busy.Database);
        using (var host = busy.Build(settings: new() { ["Producer:ReplayGroups"] = "1" }))
        {
            await host.StartAsync();
            await Deadline.UntilAsync("version 2", async () => await busy.Database.ReadAsync((db, token) => db.PolicyVersions.AnyAsync(v => v.Version == 2, token), CancellationToken.None));
            Assert.InRange(await replays.RequestAsync(busy.RunId, Name, static _ => true, CancellationToken.None), 8, 48);
            await host.WaitForShutdownAsync(new CancellationTokenSource(Deadline.Run).Token);
        }

        var groups = await replays.OfAsync(busy.RunId, Name, CancellationToken.None);
        Assert.All(groups, g => Assert.Equal(GroupState.Completed, g.State));
        Assert.Empty((await RunInvariants.FingerprintAsync(calm.Database, calm.RunId)).Except(await RunInvariants.FingerprintAsync(busy.Database, busy.RunId)));
        await RunInvariants.AssertAsync(busy.Database, busy.RunId);
    }
}
