using Guide.Contracts;

using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Guide.StageHost.Outages;

/// <summary>
/// The circuit breaker of a process. Whoever meets a failure of database or broker waits here until every server answers again; meanwhile
/// the process takes no further work and is not ready. After <see cref="OutageOptions.GiveUpAfter"/> it ends, and everything is still queued.
/// </summary>
public sealed class Outage(IEnumerable<IServerProbe> probes, IOptions<OutageOptions> options, TimeProvider time, ILogger<Outage> logger)
    : BackgroundService, IHealthCheck
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private Task? _probing;
    private volatile string? _reason;

    /// <summary>Which server is unusable and why; null = none.</summary>
    public string? Reason => _reason;

    /// <summary>Waits until every server has answered. Returns at once where nothing is wrong.</summary>
    /// <param name="why">What the caller has met; said when no probe finds a reason of its own.</param>
    /// <param name="cancellationToken">Ends the caller's wait.</param>
    public Task WaitAsync(Exception why, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(why);
        Task probing;
        lock (_lock)
        {
            if (_probing is null or { IsCompleted: true })
            {
                Log.InfrastructureFailed(logger, why);
                _probing = Task.Run(UntilHealthyAsync, CancellationToken.None);
            }

            probing = _probing;
        }

        return probing.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the process with one line; the caller waits for that end.</summary>
    public async Task GiveUpAsync(string line, Exception? cause, CancellationToken cancellationToken)
    {
        _over.TrySetException(new GuideException(line, cause!));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token);
    }

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_reason is { } reason ? HealthCheckResult.Unhealthy(reason) : HealthCheckResult.Healthy());

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _stopping.Cancel();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _over.Task.WaitAsync(stoppingToken);

    private async Task UntilHealthyAsync()
    {
        var started = time.GetTimestamp();
        while (await FirstFailureAsync() is { } failure)
        {
            if (_reason is null)
            {
                Log.OutageBegan(logger, failure.Line, options.Value.GiveUpAfter);
            }

            _reason = failure.Line;
            if (time.GetElapsedTime(started) >= options.Value.GiveUpAfter)
            {
                await GiveUpAsync(
                    $"Unusable for {options.Value.GiveUpAfter:c} (Outage:GiveUpAfter): {failure.Line} Everything is still queued: start this process again when it is back.",
                    failure.Cause,
                    CancellationToken.None);
            }

            await Task.Delay(options.Value.ProbeEvery, time, _stopping.Token);
        }

        if (_reason is not null)
        {
            _reason = null;
            Log.OutageOver(logger, time.GetElapsedTime(started).TotalSeconds);
        }
    }

    private async Task<(string Line, Exception Cause)?> FirstFailureAsync()
    {
        foreach (var probe in probes)
        {
            using var timeout = new CancellationTokenSource(options.Value.ProbeTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
            try
            {
                // WaitAsync: a client that does not hear its token must not hold the process.
                await Task.Run(() => probe.ProbeAsync(either.Token), CancellationToken.None).WaitAsync(either.Token);
            }
            catch (OperationCanceledException exception) when (!_stopping.IsCancellationRequested)
            {
                return ($"{probe.Server}: no answer within {options.Value.ProbeTimeout:c}.", exception);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                return ($"{probe.Server}: {FirstLine(exception)}", exception);
            }
        }

        return null;
    }

    private static string FirstLine(Exception exception) => exception.GetBaseException().Message.Split('\n', 2)[0].Trim().TrimEnd('.') + ".";
}
