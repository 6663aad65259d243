using Guide.Contracts;
using Guide.Contracts.Judging;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Guide.VerifierConsumer;

/// <summary>
/// An outage of the judge is not a fault of any group: groups wait, held by their claims, until it is back. After
/// <see cref="VerifierOptions.GiveUpAfter"/> without any judgement the process ends, and everything is still queued.
/// </summary>
internal sealed class JudgeOutage(IOptions<VerifierOptions> options, TimeProvider time, ILogger<JudgeOutage> logger) : BackgroundService
{
    /// <summary>Tries of one rollout that others outlived: then it is its own fault.</summary>
    public const int AttemptsBesideOthers = 5;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private DateTimeOffset? _since;
    private DateTimeOffset _lastSuccess = DateTimeOffset.MinValue;

    /// <summary>The judge has answered.</summary>
    public void Answered()
    {
        lock (_lock)
        {
            (_since, _lastSuccess) = (null, time.GetUtcNow());
        }
    }

    /// <summary>Waits before one rollout is judged again.</summary>
    /// <param name="why">Who is away.</param>
    /// <param name="attempt">Failed tries of this rollout so far, from 1.</param>
    /// <param name="started">When this rollout was tried first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False: the judge answers others, so this rollout is at fault itself.</returns>
    public async Task<bool> WaitAsync(JudgeUnavailableException why, int attempt, DateTimeOffset started, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_lastSuccess > started && attempt >= AttemptsBesideOthers)
            {
                return false;
            }

            if (_since is null)
            {
                _since = time.GetUtcNow();
                Log.JudgeAway(logger, why.Message, options.Value.GiveUpAfter);
            }

            if (time.GetUtcNow() - _since >= options.Value.GiveUpAfter)
            {
                _over.TrySetException(new GuideException($"No judge has answered for {options.Value.GiveUpAfter:c}: {why.Message}", why));
            }
        }

        var wait = options.Value.RetryDelay * Math.Pow(2, Math.Min(attempt, 20));
        await Task.Delay(wait < LongestWait ? wait : LongestWait, time, cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _over.Task.WaitAsync(stoppingToken);
}
