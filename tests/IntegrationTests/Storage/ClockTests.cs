using Guide.Contracts;
using Guide.StageHost.Runs;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Guide.IntegrationTests.Storage;

/// <summary>What a clock that was set back an hour leaves behind: leases and claims of dead holders that are valid for an hour.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("guide-clock");
    private readonly FakeTimeProvider _time = new();
    private readonly GuideDatabase _database;

    public ClockTests() => _database = DatabaseConnection.Open($"sqlite:{Path.Combine(_folder.Path, "run.db")}");

    public Task InitializeAsync() => _database.MigrateAsync(CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_lease_that_nobody_renews_is_taken_over_though_it_is_valid_for_an_hour()
    {
        var run = await TestRun.CreateAsync(_database);
        var duration = TimeSpan.FromSeconds(20);
        var dead = await run.LearnerLeaseAsync("dead");
        Assert.True(await run.Leases.RenewAsync(dead, TimeSpan.FromHours(1), CancellationToken.None));
        var watch = new LeaseWatch(run.Leases, run.RunId, Leases.Learner, duration, _time);

        Assert.Null(await watch.TakeOverAsync("successor", CancellationToken.None));
        _time.Advance(duration * 1.9);
        Assert.Null(await watch.TakeOverAsync("successor", CancellationToken.None));
        _time.Advance(duration * 0.2);
        var hold = await watch.TakeOverAsync("successor", CancellationToken.None);
        Assert.Equal((dead.Epoch + 1, "successor"), (hold!.Epoch, hold.Owner));
        Assert.False(await run.Leases.RenewAsync(dead, duration, CancellationToken.None));
    }

    [Fact]
    public async Task A_lease_that_is_renewed_is_left_to_its_holder()
    {
        var run = await TestRun.CreateAsync(_database);
        var duration = TimeSpan.FromSeconds(20);
        var holder = await run.LearnerLeaseAsync("alive");
        var watch = new LeaseWatch(run.Leases, run.RunId, Leases.Learner, duration, _time);
        for (var i = 1; i <= 20; i++)
        {
            Assert.True(await run.Leases.RenewAsync(holder, TimeSpan.FromHours(1) + TimeSpan.FromSeconds(i), CancellationToken.None));
            _time.Advance(duration / 2);
            Assert.Null(await watch.TakeOverAsync("other", CancellationToken.None));
        }
    }

    [Fact]
    public async Task A_claim_that_ends_later_than_any_can_be_made_is_taken_and_its_group_sent_again()
    {
        var run = await TestRun.CreateAsync(_database);
        var groups = (await run.AdmitAsync()).Admitted;
        foreach (var group in groups)
        {
            Assert.Equal(ClaimOutcome.Claimed, (await run.ClaimAsync(group.GroupId, GroupState.Admitted)).Outcome);
            Assert.Equal(ClaimOutcome.HeldByAnother, (await run.ClaimAsync(group.GroupId, GroupState.Admitted)).Outcome);
        }

        var options = new ReconciliationOptions { FirstDelay = TimeSpan.FromMinutes(1) };
        Assert.Empty((await run.Reconciliation.OverdueAsync(run.RunId, options, CancellationToken.None)).Resend);
        await _database.WriteAsync(
            async (db, token) =>
            {
                var later = await _database.NowAsync(db, token) + TimeSpan.FromHours(1);
                await db.Groups.ExecuteUpdateAsync(row => row.SetProperty(g => g.ClaimedUntil, later).SetProperty(g => g.SentAt, later), token);
            },
            CancellationToken.None);
        Assert.Equal(groups.Count, (await run.Reconciliation.OverdueAsync(run.RunId, options, CancellationToken.None)).Resend.Count);
        Assert.Empty((await run.Reconciliation.OverdueAsync(run.RunId, options, CancellationToken.None)).Resend);
        Assert.Equal(ClaimOutcome.Claimed, (await run.ClaimAsync(groups[0].GroupId, GroupState.Admitted)).Outcome);
    }
}
