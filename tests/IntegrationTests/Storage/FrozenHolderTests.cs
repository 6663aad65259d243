using Guide.Contracts;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

using Npgsql;

namespace Guide.IntegrationTests.Storage;

/// <summary>A process whose connection stalls inside a transaction, at each of its statements, keeps its successor waiting for a bounded time only.</summary>
public sealed class FrozenHolderTests
{
    private static readonly DatabaseOptions Short = new()
    {
        IdleInTransactionTimeout = TimeSpan.FromSeconds(1), LockTimeout = TimeSpan.FromSeconds(1), StatementTimeout = TimeSpan.FromSeconds(5),
    };

    [Theory]
    [InlineData("INSERT INTO policy_versions")]
    [InlineData("UPDATE groups")]
    [InlineData("COPY step_rollouts")]
    [InlineData("COMMIT")]
    public async Task A_learner_that_stalls_in_its_step_loses_the_lease_and_its_commit_fails_when_it_wakes(string at)
    {
        var connection = await SharedServers.CreateDatabaseAsync();
        await using var direct = DatabaseConnection.Open(connection, Short);
        await direct.MigrateAsync(CancellationToken.None);
        var run = await TestRun.CreateAsync(direct);
        foreach (var group in (await run.AdmitAsync()).Admitted)
        {
            await run.CompleteAsync(group);
        }

        var roots = await direct.ReadAsync((db, token) => db.Groups.OrderBy(group => group.Ordinal).ToArrayAsync(token), CancellationToken.None);
        await using var proxy = ProxyTo(connection, out var through);
        await using var frozen = DatabaseConnection.Open(through, Short);
        var lease = (await new Leases(frozen).TryAcquireAsync(run.RunId, Leases.Learner, "frozen", TimeSpan.FromSeconds(1), CancellationToken.None))!;
        proxy.StallAt(at);
        var commit = new StepCommit(frozen).CommitAsync(run.Step(lease, 1, roots), CancellationToken.None);
        await proxy.Stalled.WaitAsync(Deadline.Moment);

        var successor = await SucceedAsync(direct, run.RunId);
        Assert.Equal(lease.Epoch + 1, successor.Epoch);
        proxy.Release();
        var woken = await Record.ExceptionAsync(async () => Assert.Equal(StepCommitOutcome.LeaseLost, await commit));

        // A commit without an answer is in doubt, which its caller settles by reading; any other work is done again, and refused.
        Assert.True(woken is null || DatabaseErrors.IsTransient(woken), $"{woken}");
        Assert.False(await new Leases(frozen).RenewAsync(lease, TimeSpan.FromSeconds(1), CancellationToken.None));
        Assert.Equal(0, (await run.Runs.NewestVersionAsync(run.RunId, CancellationToken.None))!.Version);
        Assert.Equal(StepCommitOutcome.Committed, await run.Commit.CommitAsync(run.Step(successor, 1, roots), CancellationToken.None));
    }

    [Theory]
    [InlineData("COPY groups")]
    [InlineData("UPDATE runs")]
    [InlineData("COMMIT")]
    public async Task A_producer_that_stalls_in_its_admission_lets_another_admit_and_admits_nothing_twice(string at)
    {
        var connection = await SharedServers.CreateDatabaseAsync();
        await using var direct = DatabaseConnection.Open(connection, Short);
        await direct.MigrateAsync(CancellationToken.None);
        var run = await TestRun.CreateAsync(direct);
        await using var proxy = ProxyTo(connection, out var through);
        await using var frozen = DatabaseConnection.Open(through, Short);
        proxy.StallAt(at);
        var admission = new Admission(frozen).AdmitAsync(run.RunId, run.Recipe, run.Order, CancellationToken.None);
        await proxy.Stalled.WaitAsync(Deadline.Moment);

        var admitted = await Deadline.UntilAsync<AdmissionResult>("another admits", () => TransientIsNullAsync<AdmissionResult>(async () => await run.AdmitAsync()));
        Assert.Equal(2, admitted.Admitted.Count);
        proxy.Release();
        var woken = await Record.ExceptionAsync(async () => Assert.Empty((await admission).Admitted));
        Assert.True(woken is null || DatabaseErrors.IsTransient(woken), $"{woken}");
        Assert.Equal(2, await direct.ReadAsync((db, token) => db.Groups.CountAsync(token), CancellationToken.None));
    }

    private static Task<LeaseHold> SucceedAsync(GuideDatabase database, string runId) => Deadline.UntilAsync<LeaseHold>(
        "a successor has the lease",
        () => TransientIsNullAsync(() => new Leases(database).TryAcquireAsync(runId, Leases.Learner, "successor", TimeSpan.FromMinutes(5), CancellationToken.None)));

    /// <summary>A wait for a lock that has run out is no failure: it is tried again.</summary>
    private static async Task<T?> TransientIsNullAsync<T>(Func<Task<T?>> attempt)
        where T : class
    {
        try
        {
            return await attempt();
        }
        catch (Exception exception) when (DatabaseErrors.IsTransient(exception))
        {
            return null;
        }
    }

    private static StallingProxy ProxyTo(string connection, out string through)
    {
        var target = new NpgsqlConnectionStringBuilder(connection);
        var proxy = new StallingProxy(target.Port);
        target.Port = proxy.Port;
        through = target.ConnectionString;
        return proxy;
    }
}
