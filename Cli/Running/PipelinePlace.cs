using Guide.Cli.Files;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.Storage;
using Microsoft.Extensions.Logging;

namespace Guide.Cli.Running;

/// <summary>Where the stages work: in this process on SQLite, or elsewhere around a broker and a database server.</summary>
internal sealed class PipelinePlace(RunFolder folder, RunRequest request, TextWriter notes, TimeProvider time)
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StageEndLimit = TimeSpan.FromMinutes(1);

    // As a stage that starts (Watch:DatabaseTimeout, Bus:ConnectTimeout): whoever mistypes an address need not wait for longer.
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);

    /// <summary>True: the stages are other processes.</summary>
    public bool IsDistributed => request.Broker is not null;

    private TimeSpan StartPatience => request.GiveUpAfter < LongestStart ? request.GiveUpAfter : LongestStart;

    /// <summary>Servers that cannot be used are found out before anything is created.</summary>
    /// <exception cref="GuideException">The broker's address is none, or it is not usable; the database's failures are its own exceptions.</exception>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        if (request.Broker is null)
        {
            return;
        }

        await using (var shared = new PatientDatabase(DatabaseConnection.Open(request.Database!), StartPatience, notes, time))
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

        await ProbeBrokerAsync(request.Broker, cancellationToken);
    }

    /// <summary>Opens the database of the runs.</summary>
    public GuideDatabase OpenDatabase() =>
        request.Database is null ? folder.OpenDatabase() : new PatientDatabase(DatabaseConnection.Open(request.Database), request.GiveUpAfter, notes, time);

    /// <summary>Removes the queues of a run that has ended, if that was asked for.</summary>
    public async Task CleanAsync(PlannedRun run, CancellationToken cancellationToken)
    {
        if (!request.Clean || request.Broker is null)
        {
            return;
        }

        await using var queues = await RunQueues.ConnectAsync(request.Broker, run.RunId, cancellationToken);
        await notes.WriteLineAsync(await queues.RemoveAsync(StageEndLimit, time, cancellationToken) is { } messages
            ? $"run {run.RunId}: its queues are removed, with {messages} message(s) in them"
            : $"run {run.RunId}: its queues stay, since stages still take from them; end those and call guide run --run-folder {folder.Path} --clean again");
    }

    /// <summary>Returns when the run has ended.</summary>
    public async Task WorkAsync(PlannedRun run, VerifierSet verifiers, ILoggerProvider log, CancellationToken cancellationToken)
    {
        if (!IsDistributed)
        {
            await EmbeddedPipeline.RunAsync(
                new RunSettings { RunId = run.RunId, Database = $"sqlite:{folder.DatabaseFile}", Checkpoints = folder.CheckpointsOf(run.RunId) },
                verifiers,
                request.StageOptions,
                log,
                samples: true,
                learns: true,
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

    private async Task ProbeBrokerAsync(string broker, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var said = false; ; said = true)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(ProbeLimit);
            try
            {
                _ = await BrokerProbe.DescribeAsync(broker, limit.Token);
                return;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new GuideException($"The broker gave no answer within {ProbeLimit.TotalSeconds:0} s.");
            }
            catch (GuideException exception) when (exception.ExitCode == ExitCodes.Failed && time.GetElapsedTime(started) < StartPatience)
            {
                if (!said)
                {
                    await notes.WriteLineAsync($"waiting for the broker, at most {StartPatience:c}: {exception.Message}");
                }

                await Task.Delay(PollEvery, time, cancellationToken);
            }
        }
    }
}
