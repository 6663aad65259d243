using System.Security.Cryptography;
using System.Text;

using Guide.Contracts;
using Guide.StageHost.Bus;
using Guide.Storage;

using Polly;
using Polly.Retry;

namespace Guide.VerificationService.Fleet;

/// <summary>Where a command and its workers meet: a queue of a broker and a table of a database. Both are waited for.</summary>
/// <param name="broker">amqp://…</param>
/// <param name="database">Holds what was judged.</param>
/// <param name="verifiers">Version of the verifiers: workers of another one do not see these cases.</param>
/// <param name="notes">Told once when a server is away.</param>
/// <param name="patience">How long a server may be away.</param>
/// <param name="time">Clock of the waiting.</param>
internal sealed class FleetPlace(string broker, GuideDatabase database, string verifiers, TextWriter notes, TimeSpan patience, TimeProvider time)
{
    /// <summary>How long a server may be away before a command or a worker ends.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(30);

    /// <summary>What was judged.</summary>
    public VerificationChunks Chunks { get; } = new(database);

    /// <summary>The database, for people.</summary>
    public string Database => database.Description;

    /// <summary>The queue: of one version of the verifiers and one database.</summary>
    public string Queue { get; } = $"guide-verify-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{verifiers}\n{database.Description}")))[..16]}";

    /// <summary>Version of the verifiers.</summary>
    public string Verifiers => verifiers;

    /// <summary>Connects and declares the queue.</summary>
    public Task<WorkQueue> ConnectAsync(CancellationToken cancellationToken) => WaitingAsync(ConnectOnceAsync, cancellationToken);

    /// <summary>Makes table and queue where they are missing. One try, for the start: a wrong address is said at once.</summary>
    /// <exception cref="GuideException">A server cannot be used.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.MigrateAsync(cancellationToken);
        }
        catch (Exception exception) when (DatabaseErrors.IsDatabase(exception) || DatabaseErrors.IsTransient(exception))
        {
            throw new GuideException($"{database.Description}: the database cannot be used: {exception.GetBaseException().Message.ReplaceLineEndings(" ")}", exception);
        }

        await using (await ConnectOnceAsync(cancellationToken))
        {
        }
    }

    /// <summary>Does something with the servers, as often as they are away, until it is done.</summary>
    /// <exception cref="GuideException">One was away for too long.</exception>
    public async Task<T> WaitingAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        DateTimeOffset? since = null;
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = outcome => ValueTask.FromResult(outcome.Outcome.Exception is { } exception && IsAway(exception) && time.GetUtcNow() - (since ??= time.GetUtcNow()) < patience),
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(250),
                MaxDelay = TimeSpan.FromSeconds(15),
                BackoffType = DelayBackoffType.Exponential,
                OnRetry = retry => retry.AttemptNumber == 0
                    ? new ValueTask(notes.WriteLineAsync($"waiting: {OneLine(retry.Outcome.Exception!)}"))
                    : default,
            })
            .Build();
        try
        {
            return await pipeline.ExecuteAsync(async token => await work(token), cancellationToken);
        }
        catch (Exception exception) when (exception is not GuideException && IsAway(exception))
        {
            throw new GuideException($"{OneLine(exception)} It was away for {patience:c}; what was judged is stored: the same command goes on.", exception);
        }
    }

    /// <summary>As the other one, without a result.</summary>
    public Task WaitingAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        WaitingAsync(
            async token =>
            {
                await work(token);
                return true;
            },
            cancellationToken);

    /// <summary>Whether a failure passes when the servers are back.</summary>
    public static bool IsAway(Exception exception) => DatabaseErrors.IsTransient(exception) || WorkQueue.IsAway(exception);

    /// <summary>One try.</summary>
    public Task<WorkQueue> ConnectOnceAsync(CancellationToken cancellationToken) => WorkQueue.OpenAsync(broker, Queue, cancellationToken);

    private string OneLine(Exception exception) => exception is GuideException ? exception.Message
        : DatabaseErrors.IsDatabase(exception) || DatabaseErrors.IsTransient(exception) ? $"{database.Description}: {exception.GetBaseException().Message.ReplaceLineEndings(" ")}"
        : $"The broker {WorkQueue.Shown(broker)} is away: {exception.GetBaseException().Message.ReplaceLineEndings(" ")}";
}
