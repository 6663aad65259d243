using Guide.Contracts;
using Guide.StageHost.Endpoints;

using Microsoft.Extensions.Logging;

namespace Guide.RolloutConsumer.Servers;

/// <summary>
/// The inference servers: an <see cref="EndpointPool{T}"/> whose endpoints serve a version before a group enters, and change it only when
/// no group needs the old one.
/// </summary>
internal sealed class VersionedPool : IDisposable
{
    private readonly EndpointPool<Endpoint> _endpoints;
    private readonly IInferenceProtocol _protocol;
    private readonly InferenceOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();

    public VersionedPool(IReadOnlyList<Endpoint> endpoints, IInferenceProtocol protocol, InferenceOptions options, TimeProvider time, ILogger logger)
    {
        (_protocol, _options, _time, _logger) = (protocol, options, time, logger);
        _endpoints = new EndpointPool<Endpoint>(
            endpoints, new EndpointPoolSettings("inference endpoint", options.RetryDelay, options.LongestRetryDelay, options.GiveUpAfter), time, logger);
    }

    /// <summary>When a group last succeeded; null = none did.</summary>
    public DateTimeOffset? LastSuccess => _endpoints.LastSuccess;

    /// <summary>Whether an endpoint can be chosen now.</summary>
    public bool HasUsable => _endpoints.HasUsable;

    /// <summary>All endpoints.</summary>
    public IReadOnlyList<Endpoint> Endpoints => _endpoints.Endpoints;

    /// <summary>Brings endpoints back until cancelled.</summary>
    public Task ProbeAsync(CancellationToken cancellationToken) => _endpoints.ProbeAsync(cancellationToken);

    /// <summary>Chooses an endpoint and makes it serve the version that is wanted by the time the door opens.</summary>
    /// <exception cref="GuideException">No endpoint has answered for too long.</exception>
    /// <exception cref="ServerUnavailableException">The chosen one fails meanwhile.</exception>
    /// <exception cref="VersionRefusedException">It refuses the version.</exception>
    public async Task<Entry> EnterAsync(Func<ServedVersion> wanted, CancellationToken cancellationToken)
    {
        var endpoint = await _endpoints.ChooseAsync(cancellationToken);
        try
        {
            await endpoint.Door.WaitAsync(cancellationToken);
            try
            {
                if (_endpoints.IsAside(endpoint))
                {
                    // It failed for those who stood before: no need to find out again, one after the other.
                    throw new ServerUnavailableException($"{endpoint.Address} was set aside", lost: false);
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
            _endpoints.Release(endpoint);
            throw;
        }
    }

    /// <summary>Makes every endpoint that is in use serve a version.</summary>
    /// <returns>How many do.</returns>
    /// <exception cref="VersionRefusedException">One of them refuses it.</exception>
    public async Task<int> WarmAsync(ServedVersion version, CancellationToken cancellationToken)
    {
        var served = await Task.WhenAll(_endpoints.Usable.Select(async endpoint =>
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
    public void Succeeded(Endpoint endpoint) => _endpoints.Succeeded(endpoint);

    /// <summary>It did not answer, or not as it should: others are asked meanwhile.</summary>
    public void Failed(Endpoint endpoint, ServerUnavailableException failure) =>
        _endpoints.Failed(endpoint, new EndpointFailure(failure.Message, failure.Lost, failure.RetryAfter));

    public void Dispose()
    {
        foreach (var endpoint in Endpoints)
        {
            endpoint.Dispose();
        }
    }

    /// <summary>The caller holds the door.</summary>
    private async Task ServeAsync(Endpoint endpoint, ServedVersion version, CancellationToken cancellationToken)
    {
        if (endpoint.Loaded.Contains(version))
        {
            return;
        }

        if (!_protocol.KeepsVersions(version))
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

        using var limit = new CancellationTokenSource(_options.LoadTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _protocol.LoadAsync(endpoint, version, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var failure = new ServerUnavailableException($"{endpoint.Address}: loading policy version {version.Version} took more than {_options.LoadTimeout:c}", lost: true);
            Failed(endpoint, failure);
            throw failure;
        }
        catch (ServerUnavailableException exception)
        {
            Failed(endpoint, exception);
            throw;
        }

        endpoint.Loaded.Add(version);
        Log.EndpointServes(_logger, endpoint.Address, version.Version, version.Name);
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
            await _protocol.UnloadAsync(endpoint, other, cancellationToken);
            endpoint.Loaded.Remove(other);
        }
    }

    /// <summary>A group under way at an endpoint, under a version that does not change for it.</summary>
    internal sealed class Entry(VersionedPool pool, Endpoint endpoint, ServedVersion version) : IDisposable
    {
        public Endpoint Endpoint => endpoint;

        public ServedVersion Version => version;

        public void Dispose()
        {
            lock (pool._lock)
            {
                endpoint.Leave(version);
            }

            pool._endpoints.Release(endpoint);
        }
    }
}
