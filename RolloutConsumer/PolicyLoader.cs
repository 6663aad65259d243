using Guide.Contracts;
using Guide.StageHost;
using Guide.StageHost.Runs;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.Extensions.Logging;

namespace Guide.RolloutConsumer;

/// <summary>
/// Brings versions into memory beside the one that samples: an announced version is loaded at once, on a thread of its own, and handed over
/// when the groups under way have ended. One that cannot be loaded is logged and not tried again, unless a group cannot do without it.
/// </summary>
internal sealed class PolicyLoader(IPolicySource source, ActiveRun run, Runs runs, RolloutOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    // Two versions are never loaded at once: memory for one beside the one in use is all that is asked for.
    private readonly Lock _loading = new();
    private readonly SemaphoreSlim _announcement = new(0);
    private SamplingPolicy? _loaded;
    private int _announced;
    private int _inUse = -1;
    private int _broken = -1;

    /// <summary>The version that samples now.</summary>
    public int InUse
    {
        set
        {
            Volatile.Write(ref _inUse, value);
            if (Volatile.Read(ref _announced) > value)
            {
                _announcement.Release();
            }
        }
    }

    /// <summary>Whether a newer version waits to be taken.</summary>
    public bool HasNewer => Volatile.Read(ref _loaded) is { } loaded && loaded.Version > Volatile.Read(ref _inUse);

    /// <summary>A newer version may be there.</summary>
    public void Announce(int version)
    {
        int known;
        do
        {
            known = Volatile.Read(ref _announced);
        }
        while (version > known && Interlocked.CompareExchange(ref _announced, version, known) != known);
        if (version > known)
        {
            _announcement.Release();
        }
    }

    /// <summary>The loaded version, if it is newer than the one in use; its owner is whoever takes it.</summary>
    public SamplingPolicy? TakeNewer()
    {
        if (!HasNewer)
        {
            return null;
        }

        return Interlocked.Exchange(ref _loaded, null);
    }

    /// <summary>Loads what is announced until it is stopped; the caller's thread is its own.</summary>
    public void Follow(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                _announcement.Wait(stopping);
                LoadNewest(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The engine has ended.
        }
    }

    /// <summary>A version that a group cannot do without: the newest that suits it.</summary>
    /// <exception cref="GuideException">After the allowed attempts; the process ends with exit code 1, messages stay queued.</exception>
    public SamplingPolicy LoadNeeded(int minimum, bool exact, CancellationToken stopping)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                lock (_loading)
                {
                    // It may have been on its way already.
                    if (_loaded is { } loaded && (exact ? loaded.Version == minimum : loaded.Version >= minimum))
                    {
                        return Interlocked.Exchange(ref _loaded, null)!;
                    }

                    var version = (exact
                        ? runs.VersionAsync(run.RunId, minimum, stopping)
                        : runs.NewestVersionAsync(run.RunId, stopping)).GetAwaiter().GetResult();
                    return version is not null && version.Version >= minimum
                        ? source.Load(version)
                        : throw new InvalidOperationException($"policy version {minimum} is not committed");
                }
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or GuideException) && attempt < options.LoadAttempts)
            {
                Log.PolicyNotLoaded(logger, minimum, Volatile.Read(ref _inUse), exception.Message);
                Task.Delay(options.LoadRetryDelay, time, stopping).GetAwaiter().GetResult();
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or GuideException))
            {
                throw new GuideException($"The policy cannot be loaded: {exception.Message}", exception);
            }
        }
    }

    public void Dispose() => _loaded?.Dispose();

    /// <summary>A newer version would be good to have: if it cannot be loaded, the old one samples on.</summary>
    private void LoadNewest(CancellationToken stopping)
    {
        PolicyVersionRow? newest = null;
        try
        {
            newest = runs.NewestVersionAsync(run.RunId, stopping).GetAwaiter().GetResult();
            lock (_loading)
            {
                var known = Math.Max(Math.Max(Volatile.Read(ref _inUse), _broken), _loaded?.Version ?? -1);
                if (newest is null || newest.Version <= known)
                {
                    return;
                }

                var started = time.GetTimestamp();
                var policy = source.Load(newest);
                Interlocked.Exchange(ref _loaded, policy)?.Dispose();
                Log.PolicyWaits(logger, newest.Version, time.GetElapsedTime(started).TotalMilliseconds);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _broken = newest?.Version ?? _broken;
            Log.PolicyNotLoaded(logger, newest?.Version ?? Volatile.Read(ref _announced), Volatile.Read(ref _inUse), exception.Message);
        }
    }
}
