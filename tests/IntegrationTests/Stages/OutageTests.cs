using Guide.Contracts;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.StageHost.Outages;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

using Npgsql;

namespace Guide.IntegrationTests.Stages;

/// <summary>What is wrong with a server is no group's fault.</summary>
public sealed class OutageTests
{
    private static readonly Dictionary<string, string?> Quick = new() { ["Outage:ProbeEvery"] = "00:00:00.050" };

    // So many that none of these runs ends before its outage begins.
    private const int Many = 200;

    [Fact]
    public async Task While_the_database_can_only_be_read_work_pauses_and_no_group_is_discarded()
    {
        var connection = await SharedServers.CreateDatabaseAsync();
        await using var pipeline = await Pipeline.CreateAsync(
            Pipeline.SmallRecipe(staleness: 1), Pipeline.Prompts(Many), connection, await SharedServers.BrokerAsync(), SharedServers.UniqueName("failover"));
        var probe = new SwitchedProbe(isUsable: true);
        using var host = pipeline.Build(before: services => services.AddSingleton<IServerProbe>(probe), settings: Quick);
        var outage = host.Services.GetRequiredService<Outage>();
        await host.StartAsync();
        await ConsumedAsync(pipeline, 4);
        await ReadOnlyAsync(connection, true);
        await Deadline.UntilAsync("the outage is noticed", () => Task.FromResult(outage.Reason is not null));
        var tries = probe.Tries;
        await Deadline.UntilAsync("it lasts for twenty probes", () => Task.FromResult(probe.Tries > tries + 20));
        Assert.Contains("read-only transaction", outage.Reason, StringComparison.Ordinal);

        await ReadOnlyAsync(connection, false);
        await host.WaitForShutdownAsync(new CancellationTokenSource(Deadline.Run).Token);
        host.Services.ThrowIfStageFailed();
        Assert.Null(outage.Reason);
        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.Equal(Many, groups.Count(group => group.ParentId is null && group.State == GroupState.Consumed));
        Assert.DoesNotContain(groups, group => group.DiscardReason != DiscardReason.None);
    }

    [Fact]
    public async Task While_the_broker_blocks_publishers_work_pauses_and_no_group_is_discarded()
    {
        await using var rabbit = await RabbitServer.StartAsync();
        await using var pipeline = await Pipeline.CreateAsync(
            Pipeline.SmallRecipe(staleness: 1), Pipeline.Prompts(40), await SharedServers.CreateDatabaseAsync(), rabbit.Address, SharedServers.UniqueName("blocked"));
        var probe = new SwitchedProbe(isUsable: true);
        using var host = pipeline.Build(
            before: services => services.AddSingleton<IServerProbe>(probe),
            settings: new Dictionary<string, string?>(Quick) { ["Bus:ConfirmTimeout"] = "00:00:01", ["Bus:SendTimeout"] = "00:00:01", ["Outage:ProbeTimeout"] = "00:00:01" });
        var outage = host.Services.GetRequiredService<Outage>();

        // Before the first message: the command takes longer than a small run.
        await rabbit.ControlAsync("set_vm_memory_high_watermark", "absolute", "1MB");
        await host.StartAsync();
        await Deadline.UntilAsync("the outage is noticed", () => Task.FromResult(outage.Reason is not null));
        Assert.StartsWith("amqp://127.0.0.1", outage.Reason, StringComparison.Ordinal);
        var tries = probe.Tries;
        await Deadline.UntilAsync("it lasts for three probes", () => Task.FromResult(probe.Tries > tries + 3));

        await rabbit.ControlAsync("set_vm_memory_high_watermark", "0.9");
        await host.WaitForShutdownAsync(new CancellationTokenSource(Deadline.Run).Token);
        host.Services.ThrowIfStageFailed();
        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.Equal(40, groups.Count(group => group.ParentId is null && group.State == GroupState.Consumed));
        Assert.DoesNotContain(groups, group => group.DiscardReason != DiscardReason.None);
    }

    [Fact]
    public async Task An_outage_that_does_not_pass_ends_the_process_and_everything_is_still_queued()
    {
        var connection = await SharedServers.CreateDatabaseAsync();
        var broker = await SharedServers.BrokerAsync();
        await using var pipeline = await Pipeline.CreateAsync(
            Pipeline.SmallRecipe(deterministic: true), Pipeline.Prompts(Many), connection, broker, SharedServers.UniqueName("away"));
        var leases = new Dictionary<string, string?>(Quick) { ["Producer:LeaseDuration"] = "00:00:02", ["Learner:LeaseDuration"] = "00:00:02" };
        using (var host = pipeline.Build(settings: new Dictionary<string, string?>(leases) { ["Outage:GiveUpAfter"] = "00:00:02" }))
        {
            await host.StartAsync();
            await ConsumedAsync(pipeline, 4);
            await ReadOnlyAsync(connection, true);
            await host.WaitForShutdownAsync(new CancellationTokenSource(Deadline.Run).Token);
            var failure = Assert.Throws<GuideException>(host.Services.ThrowIfStageFailed);
            Assert.Equal(ExitCodes.Failed, failure.ExitCode);
            Assert.StartsWith("Unusable for 00:00:02 (Outage:GiveUpAfter): postgres://", failure.Message, StringComparison.Ordinal);
        }

        await ReadOnlyAsync(connection, false);
        var open = await pipeline.Database.ReadAsync((db, token) => db.Groups.Where(group => group.State == GroupState.Discarded).ToListAsync(token), CancellationToken.None);
        Assert.Empty(open);
        await using (var raw = await Bus.RawBroker.ConnectAsync(broker))
        {
            foreach (var stage in StageNames.All)
            {
                Assert.Equal(0u, await raw.CountAsync(BusNames.ErrorQueue(pipeline.RunId, stage)));
            }
        }

        await pipeline.RunToEndAsync(settings: new Dictionary<string, string?>(leases) { ["Reconciliation:FirstDelay"] = "00:00:01", ["Reconciliation:Every"] = "00:00:01", ["Reconciliation:MaxSends"] = "12" });
        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.Equal(Many, groups.Count(group => group.ParentId is null && group.State == GroupState.Consumed));
    }

    private static Task ConsumedAsync(Pipeline pipeline, int count) => Deadline.UntilAsync(
        $"{count} groups are consumed",
        async () => await pipeline.Database.ReadAsync((db, token) => db.Groups.CountAsync(group => group.State == GroupState.Consumed, token), CancellationToken.None) >= count);

    /// <summary>As in a failover: sessions end, and new ones can only read.</summary>
    private static async Task ReadOnlyAsync(string connection, bool isReadOnly)
    {
        var name = new NpgsqlConnectionStringBuilder(connection).Database;
        await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Database = "postgres", Pooling = false }.ConnectionString);
        await admin.OpenAsync();
        foreach (var text in (string[])[$"ALTER DATABASE {name} SET default_transaction_read_only = {(isReadOnly ? "on" : "off")}", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"])
        {
            await using var command = new NpgsqlCommand(text, admin);
            await command.ExecuteNonQueryAsync();
        }
    }
}
