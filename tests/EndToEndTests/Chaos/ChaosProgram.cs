using Guide.Contracts;
using Guide.Recipes;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.Storage;

using Microsoft.EntityFrameworkCore;

using Npgsql;

namespace Guide.EndToEndTests.Chaos;

/// <summary>
/// Two of every stage (one HintConsumer) as processes over a private RabbitMQ and a private PostgreSQL with twenty connections, and a seeded
/// series of faults: one of each kind a round, each when the run has come further.
/// </summary>
internal sealed class ChaosProgram : IAsyncDisposable
{
    private static readonly Stage[] Processes =
    [
        Stage.Producer, Stage.Producer, Stage.Rollout, Stage.Rollout, Stage.Verifier, Stage.Verifier, Stage.Hint, Stage.Learner, Stage.Learner,
    ];

    private readonly RabbitServer _rabbit;
    private readonly PostgresServer _postgres;
    private readonly ChaosStage[] _stages;
    private readonly Random _random;
    private readonly TimeSpan _outage;
    private readonly List<string> _done = [];

    private ChaosProgram(RabbitServer rabbit, PostgresServer postgres, Pipeline pipeline, int seed, TimeSpan outage)
    {
        (_rabbit, _postgres, Pipeline, _random, _outage) = (rabbit, postgres, pipeline, new Random(seed), outage);
        _stages = [.. Processes.Select(stage => new ChaosStage(stage, Arguments(stage)))];
    }

    /// <summary>The run.</summary>
    public Pipeline Pipeline { get; }

    /// <summary>What was done to it, in order, and what its processes said last.</summary>
    public string Story => string.Join('\n', _done.Concat(_stages.Select(stage => $"== {stage.Stage}, killed {stage.Kills}\n{stage.Log}")));

    public static async Task<ChaosProgram> StartAsync(RunRecipe recipe, int prompts, string runId, int seed, TimeSpan outage)
    {
        var rabbit = await RabbitServer.StartAsync();
        var postgres = await PostgresServer.StartAsync(maxConnections: 20);
        await using (var admin = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false"))
        {
            await admin.OpenAsync();
            await using var create = new NpgsqlCommand("CREATE DATABASE chaos", admin);
            await create.ExecuteNonQueryAsync();
        }

        var connection = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = "chaos" }.ConnectionString;
        return new ChaosProgram(rabbit, postgres, await Pipeline.CreateAsync(recipe, Pipeline.Prompts(prompts), connection, rabbit.Address, runId), seed, outage);
    }

    /// <summary>Runs everything to the end of the run.</summary>
    /// <returns>The exit code of each process's last life.</returns>
    public async Task<IReadOnlyList<(Stage Stage, int ExitCode)>> RunAsync(int prompts, int rounds, CancellationToken cancellationToken)
    {
        var lives = _stages.Select(stage => stage.RunAsync(fault: null, cancellationToken)).ToArray();
        var faults = Enumerable.Range(0, rounds).SelectMany(_ => Shuffled(Faults())).ToList();
        for (var i = 0; i < faults.Count; i++)
        {
            // Spread over the run, the last one well before its end.
            await UntilConsumedAsync(prompts * (i + 1) / (faults.Count + 2), cancellationToken);
            _done.Add(faults[i].Name);
            await faults[i].InflictAsync();
        }

        var exitCodes = await Task.WhenAll(lives);
        return [.. _stages.Zip(exitCodes, (stage, code) => (stage.Stage, code))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stage in _stages)
        {
            stage.Dispose();
        }

        await Pipeline.DisposeAsync();
        await _postgres.DisposeAsync();
        await _rabbit.DisposeAsync();
    }

    private (string Name, Func<Task> InflictAsync)[] Faults() =>
    [
        ("a stage is killed", () => Any().SignalAsync("KILL")),
        ("the active learner is frozen for longer than its lease", async () => await FreezeAsync(await HolderAsync(Leases.Learner))),
        ("the active producer is frozen for longer than its lease", async () => await FreezeAsync(await HolderAsync(Leases.Producer))),
        ("any stage is frozen", () => FreezeAsync(Any())),
        ("the broker crashes", async () =>
        {
            await _rabbit.KillAsync();
            await Task.Delay(_outage);
            await _rabbit.RestartAsync();
        }),
        ("the broker loses its data", async () =>
        {
            await _rabbit.WipeAsync();
            await _rabbit.RestartAsync();
        }),
        ("the database crashes", async () =>
        {
            await _postgres.KillAsync();
            await Task.Delay(_outage);
            await _postgres.RestartAsync();
        }),
        ("the database restarts", async () =>
        {
            await _postgres.StopAsync();
            await _postgres.RestartAsync();
        }),
        ("the database can only be read", async () =>
        {
            await ReadOnlyAsync(true);
            await Task.Delay(_outage);
            await ReadOnlyAsync(false);
        }),
        ("a queue is deleted", () => DeleteQueueAsync(BusNames.Queue(Pipeline.RunId, (Stage)_random.Next(StageNames.All.Count)))),
    ];

    // After a loss of the broker's data, its stage declares the queue again when it has connected again.
    private Task DeleteQueueAsync(string queue) => Deadline.UntilAsync($"queue {queue} exists", async () =>
    {
        try
        {
            await _rabbit.ControlAsync("delete_queue", queue);
            return true;
        }
        catch (InvalidOperationException refused) when (refused.Message.Contains("not found", StringComparison.Ordinal))
        {
            return false;
        }
    });

    private async Task FreezeAsync(ChaosStage stage)
    {
        await stage.SignalAsync("STOP");
        await Task.Delay(_outage + ChaosSettings.Lease);
        await stage.SignalAsync("CONT");
    }

    /// <summary>Whose process holds a lease; any where it was killed just now.</summary>
    private async Task<ChaosStage> HolderAsync(string lease)
    {
        var row = await Deadline.UntilAsync("a holder", async () =>
        {
            try
            {
                return await new Leases(Pipeline.Database).FindAsync(Pipeline.RunId, lease, CancellationToken.None);
            }
            catch (Exception exception) when (DatabaseErrors.IsTransient(exception))
            {
                return null;
            }
        });
        return _stages.FirstOrDefault(stage => row.Owner.Contains($":{stage.ProcessId}:", StringComparison.Ordinal)) ?? Any();
    }

    private async Task ReadOnlyAsync(bool isReadOnly)
    {
        await using var admin = new NpgsqlConnection(_postgres.ConnectionString + ";Pooling=false");
        await Deadline.UntilAsync("a connection is free", async () =>
        {
            try
            {
                await admin.OpenAsync();
                return true;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                return false;
            }
        });
        await using var batch = new NpgsqlCommand(
            $"ALTER DATABASE chaos SET default_transaction_read_only = {(isReadOnly ? "on" : "off")}; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'chaos'", admin);
        await batch.ExecuteNonQueryAsync();
    }

    private async Task UntilConsumedAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (await Pipeline.Database.ReadAsync((db, token) => db.Groups.CountAsync(group => group.State == GroupState.Consumed && group.ParentId == null, token), cancellationToken) >= count)
                {
                    return;
                }
            }
            catch (Exception exception) when (DatabaseErrors.IsTransient(exception))
            {
                // The test is a client as the stages are.
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    private ChaosStage Any() => _stages[_random.Next(_stages.Length)];

    private T[] Shuffled<T>(T[] items)
    {
        _random.Shuffle(items);
        return items;
    }

    private string[] Arguments(Stage stage) =>
    [
        "--run", Pipeline.RunId, "--broker", $"{_rabbit.Address}", "--database", Pipeline.Connection, "--checkpoints", Pipeline.Checkpoints, .. ChaosSettings.Of(stage),
    ];
}
