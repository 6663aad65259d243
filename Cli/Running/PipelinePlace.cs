using Guide.Cli.Files;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.Storage;
using Microsoft.Extensions.Logging;

namespace Guide.Cli.Running;

/// <summary>Where the stages work: in this process on SQLite, or elsewhere around a broker and a database server.</summary>
internal sealed class PipelinePlace(RunFolder folder, string? broker, string? database, IReadOnlyDictionary<string, string?> stageOptions, TextWriter notes)
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(15);

    /// <summary>True: the stages are other processes.</summary>
    public bool IsDistributed => broker is not null;

    /// <summary>Servers that cannot be used are found out before anything is created.</summary>
    /// <exception cref="GuideException">The broker's address is none, or it is not usable; the database's failures are its own exceptions.</exception>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        if (broker is null)
        {
            return;
        }

        await using (var shared = OpenDatabase())
        {
            try
            {
                _ = await shared.ReadAsync(shared.NowAsync, cancellationToken);
            }
            catch (Exception exception) when (DatabaseErrors.IsDatabase(exception) || DatabaseErrors.IsTransient(exception))
            {
                throw StoredDatabase.Unusable(shared, exception);
            }
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ProbeLimit);
        try
        {
            _ = await BrokerProbe.DescribeAsync(broker, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GuideException($"The broker gave no answer within {ProbeLimit.TotalSeconds:0} s.");
        }
    }

    /// <summary>Opens the database of the runs.</summary>
    public GuideDatabase OpenDatabase() => database is null ? folder.OpenDatabase() : DatabaseConnection.Open(database);

    /// <summary>Returns when the run has ended.</summary>
    public async Task WorkAsync(PlannedRun run, VerifierSet verifiers, ILoggerProvider log, CancellationToken cancellationToken)
    {
        if (!IsDistributed)
        {
            await EmbeddedPipeline.RunAsync(
                new RunSettings { RunId = run.RunId, Database = $"sqlite:{folder.DatabaseFile}", Checkpoints = folder.CheckpointsOf(run.RunId) },
                verifiers,
                stageOptions,
                log,
                cancellationToken);
            return;
        }

        await notes.WriteLineAsync($"run {run.RunId} is created: start its stages, e.g. guide stage rollout --run {run.RunId} --broker URI --database URL --checkpoints {folder.CheckpointsOf(run.RunId)}");
        await using var shared = OpenDatabase();
        var end = new RunEnd(shared);
        while (!await end.HasEndedAsync(run.RunId, cancellationToken))
        {
            await Task.Delay(PollEvery, cancellationToken);
        }
    }
}
