using Guide.Contracts;

using Microsoft.Extensions.Logging;

namespace Guide.StageHost.Endpoints;

/// <summary>
/// Servers that do the same work: the one with the fewest requests is chosen, among equals the one whose turn is longest ago; one that
/// fails is set aside, longer each time, and must answer a probe before it is used again; when all have failed for too long, choosing is
/// an error.
/// </summary>
public sealed class EndpointPool<T>(IReadOnlyList<T> endpoints, EndpointPoolSettings settings, TimeProvider time, ILogger logger)
    where T : ServerEndpoint
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = Signal();
    private DateTimeOffset? _failingSince;
    private long _turns;

    /// <summary>When a request last succeeded; null = none did.</summary>
    public DateTimeOffset? LastSuccess { get; private set; }

    /// <summary>All endpoints.</summary>
    public IReadOnlyList<T> Endpoints => endpoints;

    /// <summary>The endpoints in use now.</summary>
    public IReadOnlyList<T> Usable
    {
        get
        {
            lock (_lock)
            {
                return [.. endpoints.Where(static endpoint => endpoint.AsideUntil is null)];
            }
        }
    }

    /// <summary>Whether an endpoint can be chosen now.</summary>
    public bool HasUsable => Usable.Count > 0;

    /// <summary>Whether this endpoint is set aside.</summary>
    public bool IsAside(T endpoint)
    {
        lock (_lock)
        {
            return endpoint.AsideUntil is not null;
        }
    }

    /// <summary>Chooses an endpoint, waiting until one is in use. The caller ends with <see cref="Release"/>.</summary>
    /// <exception cref="GuideException">No endpoint has answered for too long.</exception>
    public async Task<T> ChooseAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            TimeSpan patience;
            lock (_lock)
            {
                var usable = endpoints.Where(static endpoint => endpoint.AsideUntil is null).MinBy(static endpoint => (endpoint.Chosen, endpoint.LastTurn));
                if (usable is not null)
                {
                    usable.Chosen++;
                    usable.LastTurn = ++_turns;
                    return usable;
                }

                patience = (_failingSince + settings.GiveUpAfter - time.GetUtcNow()) ?? settings.GiveUpAfter;
                if (patience <= TimeSpan.Zero)
                {
                    throw new GuideException($"No {settings.Kind} has answered for {settings.GiveUpAfter:c}: {string.Join(", ", endpoints.Select(static endpoint => endpoint.Address))}.");
                }

                changed = Changed();
            }

            await WaitAsync(changed, patience, cancellationToken);
        }
    }

    /// <summary>A request that chose it has ended.</summary>
    public void Release(T endpoint)
    {
        lock (_lock)
        {
            endpoint.Chosen--;
        }
    }

    /// <summary>A request succeeded there.</summary>
    public void Succeeded(T endpoint)
    {
        lock (_lock)
        {
            endpoint.Failures = 0;
            _failingSince = null;
            LastSuccess = time.GetUtcNow();
        }
    }

    /// <summary>It did not answer, or not as it should: others are asked meanwhile.</summary>
    public void Failed(T endpoint, EndpointFailure failure)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            _failingSince ??= now;
            endpoint.Lost |= failure.Lost;
            if (endpoint.AsideUntil is not null)
            {
                return; // Several requests notice the same death.
            }

            var wait = failure.RetryAfter ?? TimeSpan.FromTicks(
                (long)Math.Min(settings.LongestRetryDelay.Ticks, settings.RetryDelay.Ticks * Math.Pow(2, Math.Min(endpoint.Failures, 30))));
            endpoint.Failures++;
            endpoint.AsideUntil = now + wait;
            Log.EndpointAside(logger, endpoint.Address, wait.TotalSeconds, failure.Message);
            _changed.TrySetResult();
        }
    }

    /// <summary>Brings endpoints back until cancelled: after their time, and if they may have died after an answer to a probe.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            T[] due;
            TimeSpan? wait;
            lock (_lock)
            {
                var now = time.GetUtcNow();
                changed = Changed();
                due = [.. endpoints.Where(endpoint => endpoint.AsideUntil <= now)];
                wait = endpoints.Min(static endpoint => endpoint.AsideUntil) - now;
            }

            if (due.Length > 0)
            {
                await Task.WhenAll(due.Select(endpoint => BringBackAsync(endpoint, cancellationToken)));
            }
            else
            {
                await WaitAsync(changed, wait, cancellationToken);
            }
        }
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the next change. The caller holds the lock.</summary>
    private Task Changed()
    {
        if (_changed.Task.IsCompleted)
        {
            _changed = Signal();
        }

        return _changed.Task;
    }

    private async Task WaitAsync(Task changed, TimeSpan? atMost, CancellationToken cancellationToken)
    {
        if (atMost is not { } left)
        {
            await changed.WaitAsync(cancellationToken);
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(changed, Task.Delay(left, time, stop.Token));
        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task BringBackAsync(T endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.Lost)
        {
            try
            {
                using var limit = new CancellationTokenSource(ProbeTimeout, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
                await endpoint.ProbeAsync(either.Token);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                lock (_lock)
                {
                    endpoint.AsideUntil = null;
                    Failed(endpoint, new EndpointFailure(exception.Message, Lost: true));
                }

                return;
            }
        }

        await endpoint.ReturnAsync(
            () =>
            {
                lock (_lock)
                {
                    endpoint.Lost = false;
                    endpoint.AsideUntil = null;
                    _changed.TrySetResult();
                }
            },
            cancellationToken);
        Log.EndpointBack(logger, endpoint.Address);
    }
}
