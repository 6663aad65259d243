using Guide.Contracts;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

using Npgsql;

namespace Guide.EndToEndTests.Chaos;

/// <summary>Broker and database crash under a run and come back.</summary>
public sealed class RestartedServersTests
{
    [Fact]
    public async Task A_run_survives_crashes_of_its_broker_and_its_database()
    {
        await using var rabbit = await RabbitServer.StartAsync();
        await using var postgres = await PostgresServer.StartAsync();
        var connection = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = "restarts" }.ConnectionString;
        await using (var admin = new NpgsqlConnection(postgres.ConnectionString))
        {
            await admin.OpenAsync();
            await using var create = new NpgsqlCommand("CREATE DATABASE restarts", admin);
            await create.ExecuteNonQueryAsync();
        }

        await using var pipeline = await Pipeline.CreateAsync(
            Pipeline.SmallRecipe(staleness: 1), Pipeline.Prompts(60), connection, rabbit.Address, SharedServers.UniqueName("restart"));
        var run = pipeline.RunToEndAsync(settings: new Dictionary<string, string?>
        {
            ["Reconciliation:FirstDelay"] = "00:00:03",
            ["Reconciliation:Every"] = "00:00:01",
            ["Reconciliation:MaxSends"] = "12",
            ["Claims:Duration"] = "00:00:05",
        });
        await UntilConsumedAsync(pipeline, 8, run);
        await rabbit.KillAsync();
        await rabbit.RestartAsync();
        await UntilConsumedAsync(pipeline, 20, run);
        await postgres.KillAsync();
        await postgres.RestartAsync();
        await run;
        var groups = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.DoesNotContain(groups, group => group.DiscardReason is DiscardReason.Poison or DiscardReason.Lost);
        Assert.Equal(60, groups.Count(group => group.ParentId is null && group.State == GroupState.Consumed));
    }

    private static async Task UntilConsumedAsync(Pipeline pipeline, int count, Task run)
    {
        while (await pipeline.Database.ReadAsync((db, token) => db.Groups.CountAsync(group => group.State == GroupState.Consumed, token), CancellationToken.None) < count)
        {
            if (run.IsCompleted)
            {
                await run;
                Assert.Fail($"the run ended before {count} groups were consumed");
            }

            await Task.Delay(20);
        }
    }
}
