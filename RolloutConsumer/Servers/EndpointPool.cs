using Guide.Contracts;
using Guide.StageHost;

using Microsoft.Extensions.Logging;

namespace Guide.RolloutConsumer.Servers;

/// <summary>
/// The endpoints: the one with the fewest groups is chosen, among equals the one whose turn is longest ago; one that fails is set aside,
/// longer each time, and must answer a probe before it is used again; when all have failed for too long the process gives up.
/// </summary>
internal sealed class EndpointPool(
    IReadOnlyList<Endpoint> endpoints, IInferenceProtocol protocol, InferenceOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = Signal();
    private DateTimeOffset? _failingSince;
    private long _turns;

    /// <summary>When a group last succeeded; null = none did.</summary>
    public DateTimeOffset? LastSuccess { get; private set; }

    /// <summary>Whether an endpoint can be chosen now.</summary>
    public bool HasUsable
    {
        get
        {
            lock (_lock)
            {
                return endpoints.Any(static endpoint => endpoint.AsideUntil is null);
            }
        }
    }

    /// <summary>All endpoints.</summary>
    public IReadOnlyList<Endpoint> Endpoints => endpoints;

    /// <summary>Chooses an endpoint and makes it serve the version that is wanted by the time the door opens.</summary>
    /// <exception cref="GuideException">No endpoint has answered for too long.</exception>
    /// <exception cref="ServerUnavailableException">The chosen one fails meanwhile.</exception>
    /// <exception cref="VersionRefusedException">It refuses the version.</exception>
    public async Task<Entry> EnterAsync(Func<ServedVersion> wanted, CancellationToken cancellationToken)
    {
        var endpoint = await ChooseAsync(cancellationToken);
        try
        {
            await endpoint.Door.WaitAsync(cancellationToken);
            try
            {
                lock (_lock)
                {
                    if (endpoint.AsideUntil is not null)
                    {
                        // It failed for those who stood before: no need to find out again, one after the other.
                        throw new ServerUnavailableException($"{endpoint.Address} was set aside", lost: false);
                    }
                }

                var version = wanted();
                await ServeAsync(endpoint, version, cancellationToken);
                lock (_lock)
                {
                    endpoint.UnderWay.Add(version);
                }

                return new Entry(this, endpoint, version);
            }
            finally
            {
                endpoint.Door.Release();
            }
        }
        catch
        {
            lock (_lock)
            {
                endpoint.Chosen--;
            }

            throw;
        }
    }

    /// <summary>Makes every endpoint that is in use serve a version.</summary>
    /// <returns>How many do.</returns>
    /// <exception cref="VersionRefusedException">One of them refuses it.</exception>
    public async Task<int> WarmAsync(ServedVersion version, CancellationToken cancellationToken)
    {
        Endpoint[] usable;
        lock (_lock)
        {
            usable = [.. endpoints.Where(static endpoint => endpoint.AsideUntil is null)];
        }

        var served = await Task.WhenAll(usable.Select(async endpoint =>
        {
            await endpoint.Door.WaitAsync(cancellationToken);
            try
            {
                await ServeAsync(endpoint, version, cancellationToken);
                return 1;
            }
            catch (ServerUnavailableException)
            {
                return 0;
            }
            finally
            {
                endpoint.Door.Release();
            }
        }));
        return served.Sum();
    }

    /// <summary>A group succeeded there.</summary>
    public void Succeeded(Endpoint endpoint)
    {
        lock (_lock)
        {
            endpoint.Failures = 0;
            _failingSince = null;
            LastSuccess = time.GetUtcNow();
        }
    }

    /// <summary>It did not answer, or not as it should: others are asked meanwhile.</summary>
    public void Failed(Endpoint endpoint, ServerUnavailableException failure)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            _failingSince ??= now;
            endpoint.Lost |= failure.Lost;
            if (endpoint.AsideUntil is not null)
            {
                return; // Several groups notice the same death.
            }

            var wait = failure.RetryAfter ?? TimeSpan.FromTicks(
                (long)Math.Min(options.LongestRetryDelay.Ticks, options.RetryDelay.Ticks * Math.Pow(2, Math.Min(endpoint.Failures, 30))));
            endpoint.Failures++;
            endpoint.AsideUntil = now + wait;
            Log.EndpointAside(logger, endpoint.Address, wait.TotalSeconds, failure.Message);
            _changed.TrySetResult();
        }
    }

    /// <summary>Brings endpoints back: after their time, and if they may have died after an answer to a probe.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            Endpoint[] due;
            TimeSpan? wait;
            lock (_lock)
            {
                var now = time.GetUtcNow();
                if (_changed.Task.IsCompleted)
                {
                    _changed = Signal();
                }

                changed = _changed.Task;
                due = [.. endpoints.Where(endpoint => endpoint.AsideUntil <= now)];
                wait = endpoints.Min(static endpoint => endpoint.AsideUntil) - now;
            }

            if (due.Length > 0)
            {
                await Task.WhenAll(due.Select(endpoint => BringBackAsync(endpoint, cancellationToken)));
                continue;
            }

            if (wait is { } left)
            {
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                await Task.WhenAny(changed, Task.Delay(left, time, stop.Token));
                await stop.CancelAsync();
            }
            else
            {
                await changed.WaitAsync(cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public void Dispose()
    {
        foreach (var endpoint in endpoints)
        {
            endpoint.Dispose();
        }
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task BringBackAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.Lost)
        {
            try
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
                using var answer = await endpoint.Http.GetAsync(new Uri("health", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, either.Token);
                answer.EnsureSuccessStatusCode();
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                lock (_lock)
                {
                    endpoint.AsideUntil = null;
                }

                Failed(endpoint, new ServerUnavailableException(exception.Message, lost: true));
                return;
            }
        }

        // The door is held so that nobody who is loading sees the list change; those under way will fail or not by themselves.
        await endpoint.Door.WaitAsync(cancellationToken);
        try
        {
            lock (_lock)
            {
                if (endpoint.Lost)
                {
                    endpoint.Loaded.Clear();
                    endpoint.FollowsTemperature = false;
                    endpoint.BaseModel = null;
                }

                endpoint.Lost = false;
                endpoint.AsideUntil = null;
                _changed.TrySetResult();
            }
        }
        finally
        {
            endpoint.Door.Release();
        }

        Log.EndpointBack(logger, endpoint.Address);
    }

    private async Task<Endpoint> ChooseAsync(CancellationToken cancellationToken)
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

                patience = (_failingSince + options.GiveUpAfter - time.GetUtcNow()) ?? options.GiveUpAfter;
                if (patience <= TimeSpan.Zero)
                {
                    throw new GuideException($"No inference endpoint has answered for {options.GiveUpAfter:c}: {string.Join(", ", endpoints.Select(static endpoint => endpoint.Address))}.");
                }

                if (_changed.Task.IsCompleted)
                {
                    _changed = Signal();
                }

                changed = _changed.Task;
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(changed, Task.Delay(patience, time, stop.Token));
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The caller holds the door.</summary>
    private async Task ServeAsync(Endpoint endpoint, ServedVersion version, CancellationToken cancellationToken)
    {
        if (endpoint.Loaded.Contains(version))
        {
            return;
        }

        if (!protocol.KeepsVersions(version))
        {
            // Groups in flight finish on the old weights.
            Task drained;
            lock (_lock)
            {
                drained = endpoint.DrainedAsync();
            }

            await drained.WaitAsync(cancellationToken);
            endpoint.Loaded.Clear();
        }

        using var limit = new CancellationTokenSource(options.LoadTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await protocol.LoadAsync(endpoint, version, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var failure = new ServerUnavailableException($"{endpoint.Address}: loading policy version {version.Version} took more than {options.LoadTimeout:c}", lost: true);
            Failed(endpoint, failure);
            throw failure;
        }
        catch (ServerUnavailableException exception)
        {
            Failed(endpoint, exception);
            throw;
        }

        endpoint.Loaded.Add(version);
        Log.EndpointServes(logger, endpoint.Address, version.Version, version.Name);
        await ForgetOldAsync(endpoint, version, cancellationToken);
    }

    /// <summary>Keeps the new version and its predecessor; others leave when no group uses them.</summary>
    private async Task ForgetOldAsync(Endpoint endpoint, ServedVersion version, CancellationToken cancellationToken)
    {
        ServedVersion[] old;
        lock (_lock)
        {
            old =
            [
                .. endpoint.Loaded.Where(other => other.Version < version.Version).OrderByDescending(static other => other.Version).Skip(1)
                    .Where(other => other.Version > 0 && !endpoint.UnderWay.Contains(other)),
            ];
        }

        foreach (var other in old)
        {
            await protocol.UnloadAsync(endpoint, other, cancellationToken);
            endpoint.Loaded.Remove(other);
        }
    }

    /// <summary>A group under way at an endpoint, under a version that does not change for it.</summary>
    internal sealed class Entry(EndpointPool pool, Endpoint endpoint, ServedVersion version) : IDisposable
    {
        public Endpoint Endpoint => endpoint;

        public ServedVersion Version => version;

        public void Dispose()
        {
            lock (pool._lock)
            {
                endpoint.Chosen--;
                endpoint.Leave(version);
            }
        }
    }
}
