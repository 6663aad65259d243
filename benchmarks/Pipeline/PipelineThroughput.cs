using System.Diagnostics;

using Microsoft.Extensions.Hosting;

namespace Guide.Benchmarks.Pipeline;

/// <summary>
/// Groups a second through all five stages with a null policy (no sampling, no update), in-memory + SQLite and RabbitMQ + PostgreSQL,
/// next to what the raw clients reach in the same run on the same servers. Run it with: <c>pipeline [GROUPS]</c>; <c>pipeline GROUPS embedded</c>
/// and <c>distributed</c> measure that half alone, five times; <c>pipeline GROUPS table</c> counts instead (<see cref="PipelineTable"/>).
/// </summary>
internal static class PipelineThroughput
{
    // SampleGroup, GroupSampled, GroupVerified, GroupCompleted.
    private const int MessagesPerGroup = 4;

    // Admission and step are shared by many groups: claim, rollouts, claim, verdicts, claim, routing remain.
    private const int CommitsPerGroup = 6;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var groups = arguments.Length > 0 && arguments[0] != "stage" ? int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture) : 2000;
        if (arguments is ["stage", ..])
        {
            return await PipelineTable.RunStageAsync(arguments[1..]);
        }

        switch (arguments.ElementAtOrDefault(1))
        {
            case "embedded":
                return await AloneAsync(groups, null, null);
            case "distributed":
                await using (var broker = await RabbitServer.StartAsync())
                await using (var database = await PostgresServer.StartAsync(durable: true))
                {
                    return await AloneAsync(groups, database.ConnectionString, broker.Address);
                }

            case "table":
                return await PipelineTable.RunAsync(groups);
        }

        Console.WriteLine($"{groups} root groups, G = {NullRun.GroupSize}, {NullPolicySource.CompletionTokens} tokens a completion, B = {NullRun.RootGroupsPerStep}, S = {NullRun.MaxStaleness}, {Environment.ProcessorCount} cores");

        await using var rabbit = await RabbitServer.StartAsync();
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        using var folder = new TemporaryFolder("guide-pipeline");

        // Interleaved, so that a neighbour's load falls on both; the first round warms up and is not shown.
        for (var round = 0; round < 3; round++)
        {
            var size = round == 0 ? Math.Min(200, groups) : groups;
            var rawSqlite = await RawClients.SqliteCommitsAsync(Path.Combine(folder.Path, $"raw-{round}.db"), 2000);
            var embedded = await MeasureAsync($"embedded-{round}", $"sqlite:{Path.Combine(folder.Path, $"run-{round}.db")}", null, folder.Path, size);
            var rawRabbit = await RawClients.RabbitMessagesAsync(rabbit.Address, 20_000);
            var rawPostgres = await RawClients.PostgresCommitsAsync(postgres.ConnectionString, 2000, connections: 8);
            var distributed = await MeasureAsync($"distributed-{round}", postgres.ConnectionString, rabbit.Address, folder.Path, size);
            if (round == 0)
            {
                continue;
            }

            Console.WriteLine($"round {round}");
            Print("in-memory + SQLite, five stages", embedded.GroupsPerSecond, null);
            Console.WriteLine($"  {"  processor time a root group, all stages",-58} {embedded.ProcessorMilliseconds,9:0.0} ms");
            Print($"  raw SQLite commits / {CommitsPerGroup}", rawSqlite / CommitsPerGroup, embedded.GroupsPerSecond);
            Print("RabbitMQ + PostgreSQL, five stages", distributed.GroupsPerSecond, null);
            Console.WriteLine($"  {"  processor time a root group, all stages, servers apart",-58} {distributed.ProcessorMilliseconds,9:0.0} ms");
            Print($"  raw RabbitMQ publish+confirm+consume / {MessagesPerGroup}", rawRabbit / MessagesPerGroup, distributed.GroupsPerSecond);
            Print($"  raw PostgreSQL commits on 8 connections / {CommitsPerGroup}", rawPostgres / CommitsPerGroup, distributed.GroupsPerSecond);
        }

        return 0;
    }

    private static async Task<int> AloneAsync(int groups, string? connection, Uri? broker)
    {
        using var folder = new TemporaryFolder("guide-pipeline");
        for (var round = 0; round < 5; round++)
        {
            var measured = await MeasureAsync($"alone-{round}", connection ?? $"sqlite:{Path.Combine(folder.Path, $"run-{round}.db")}", broker, folder.Path, groups);
            Console.WriteLine($"round {round}: {measured.GroupsPerSecond,6:0} groups/s, {measured.ProcessorMilliseconds:0.00} ms of processor time a root group, servers apart");
        }

        return 0;
    }

    private static void Print(string what, double groupsPerSecond, double? measured) =>
        Console.WriteLine($"  {what,-58} {groupsPerSecond,9:0} groups/s{(measured is { } value ? $"   pipeline / raw = {value / groupsPerSecond:0.00}" : "")}");

    private static async Task<(double GroupsPerSecond, double ProcessorMilliseconds)> MeasureAsync(string runId, string connection, Uri? broker, string folder, int groups)
    {
        var run = new NullRun(runId, connection, broker, folder);
        await run.CreateAsync(groups);
        using var host = run.Build();
        var started = Stopwatch.GetTimestamp();
        var processor = Environment.CpuUsage.TotalTime;
        await host.StartAsync();
        await host.WaitForShutdownAsync();
        var elapsed = Stopwatch.GetElapsedTime(started);
        var used = Environment.CpuUsage.TotalTime - processor;
        await run.CheckAsync(groups);
        return (groups / elapsed.TotalSeconds, used.TotalMilliseconds / groups);
    }
}
