using System.Diagnostics;
using Guide.Contracts;
using Guide.HintConsumer;
using Guide.Learner;
using Guide.Learner.Training;
using Guide.Producer;
using Guide.Recipes;
using Guide.RolloutConsumer;
using Guide.RolloutConsumer.Local;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.Storage;
using Guide.Storage.Entities;
using Guide.VerifierConsumer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Guide.Benchmarks.Pipeline;

/// <summary>
/// Groups a second through all five stages with a null policy (no sampling, no update), in-memory + SQLite and RabbitMQ + PostgreSQL,
/// next to what the raw clients reach in the same run on the same servers. Run it with: <c>pipeline [GROUPS]</c>.
/// </summary>
internal static class PipelineThroughput
{
    private const int GroupSize = 8;
    private const int RootGroupsPerStep = 64;
    private const int MaxStaleness = 4;

    // SampleGroup, GroupSampled, GroupVerified, GroupCompleted.
    private const int MessagesPerGroup = 4;

    // Admission and step are shared by many groups: claim, rollouts, claim, verdicts, claim, routing remain.
    private const int CommitsPerGroup = 6;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var groups = arguments.Length > 0 ? int.Parse(arguments[0], System.Globalization.CultureInfo.InvariantCulture) : 2000;
        Console.WriteLine($"{groups} root groups, G = {GroupSize}, {NullPolicySource.CompletionTokens} tokens a completion, B = {RootGroupsPerStep}, S = {MaxStaleness}, {Environment.ProcessorCount} cores");

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

    private static void Print(string what, double groupsPerSecond, double? measured) =>
        Console.WriteLine($"  {what,-58} {groupsPerSecond,9:0} groups/s{(measured is { } value ? $"   pipeline / raw = {value / groupsPerSecond:0.00}" : "")}");

    private static async Task<(double GroupsPerSecond, double ProcessorMilliseconds)> MeasureAsync(string runId, string connection, Uri? broker, string folder, int groups)
    {
        await CreateRunAsync(runId, connection, folder, groups);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.Error).AddSimpleConsole();
        var run = new RunSettings { RunId = runId, Broker = broker, Database = connection, Checkpoints = Path.Combine(folder, runId) };
        var services = builder.Services;
        services.AddSingleton(run);
        services.AddSingleton<IPolicySource, NullPolicySource>();
        services.AddSingleton<ITrainerSource, NullTrainerSource>();
        services.AddProducer().AddRolloutConsumer().AddVerifierConsumer().AddHintConsumer().AddLearner();
        services.AddGuideBus(run);
        using var host = builder.Build();
        var started = Stopwatch.GetTimestamp();
        var processor = Environment.CpuUsage.TotalTime;
        await host.StartAsync();
        await host.WaitForShutdownAsync();
        var elapsed = Stopwatch.GetElapsedTime(started);
        var used = Environment.CpuUsage.TotalTime - processor;

        await using var database = DatabaseConnection.Open(connection);
        var end = await new RunStore(database).FindAsync(runId, CancellationToken.None);
        if (end?.EndedAt is null || end.NextOrdinal != groups)
        {
            throw new InvalidOperationException($"The run {runId} admitted {end?.NextOrdinal} of {groups} groups.");
        }

        return (groups / elapsed.TotalSeconds, used.TotalMilliseconds / groups);
    }

    private static async Task CreateRunAsync(string runId, string connection, string folder, int groups)
    {
        await using var database = DatabaseConnection.Open(connection);
        await database.MigrateAsync(CancellationToken.None);
        var recipe = RecipeJson.Freeze(new RunRecipe
        {
            Name = "null",
            Sampling = new SamplingRecipe { GroupSize = GroupSize, MaxPromptTokens = 256, MaxCompletionTokens = NullPolicySource.CompletionTokens },
            Verification = new VerificationRecipe { ScriptedReward = "slot-parity" },
            Step = new StepRecipe { Steps = int.MaxValue, RootGroupsPerStep = RootGroupsPerStep, MaxStaleness = MaxStaleness, UpdatesPerStep = 1 },
        });
        await new RunStore(database).CreateAsync(
            new RunRow
            {
                RunId = runId,
                Name = "null",
                Arm = "null",
                Seed = 0,
                Recipe = recipe,
                RecipeHash = RecipeJson.Hash(recipe),
                CheckpointStore = Path.Combine(folder, runId),
                TrainPrompts = groups,
                CreatedAt = DateTimeOffset.UnixEpoch,
            },
            [.. Enumerable.Range(0, groups).Select(i => new PromptRow
            {
                RunId = runId,
                PromptId = $"p{i}",
                PromptSet = PromptRow.TrainSet,
                Position = i,
                Domain = Domain.Math,
                Text = $"What is {i} + {i}?",
                Gold = $"{2 * i}",
            })],
            new PolicyVersionRow
            {
                RunId = runId,
                Version = 0,
                CheckpointUri = "v0",
                CheckpointSha256 = new string('0', 64),
                HasOptimizerState = false,
                Lineages = 0,
                Metrics = "{}",
                LeaseEpoch = 0,
                CommittedAt = DateTimeOffset.UnixEpoch,
            },
            CancellationToken.None);
    }
}
