using Guide.Contracts;

using Microsoft.Extensions.Logging;

namespace Guide.RolloutConsumer.Local;

/// <summary>
/// Brings versions into memory beside the one that samples: an announced version is loaded at once, on a thread of its own, and handed over
/// when the groups under way have ended.
/// </summary>
internal sealed class PolicyLoader(IPolicySource source, PolicyVersions versions, TimeProvider time, ILogger logger) : IDisposable
{
    // Two versions are never loaded at once: memory for one beside the one in use is all that is asked for.
    private readonly Lock _loading = new();
    private SamplingPolicy? _loaded;

    /// <summary>Whether a newer version waits to be taken.</summary>
    public bool HasNewer => Volatile.Read(ref _loaded) is { } loaded && loaded.Version > versions.InUse;

    /// <summary>The loaded version, if it is newer than the one in use; its owner is whoever takes it.</summary>
    public SamplingPolicy? TakeNewer() => HasNewer ? Interlocked.Exchange(ref _loaded, null) : null;

    /// <summary>Loads what is announced until it is stopped; the caller's thread is its own.</summary>
    public void Follow(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                // The row is waited for elsewhere, the loading happens here: the tensor library's settings belong to a thread.
                var version = versions.NextAsync(stopping).GetAwaiter().GetResult();
                try
                {
                    Load(version);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    versions.Refuse(version.Version, exception.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The engine has ended.
        }
    }

    /// <summary>A version that a group cannot do without: the newest that suits it.</summary>
    /// <exception cref="GuideException">After the allowed attempts.</exception>
    public SamplingPolicy LoadNeeded(int minimum, bool exact, CancellationToken stopping) => versions.LoadNeeded(
        minimum,
        exact,
        version =>
        {
            lock (_loading)
            {
                // It may have been on its way already.
                return _loaded is { } loaded && (exact ? loaded.Version == minimum : loaded.Version >= minimum)
                    ? Interlocked.Exchange(ref _loaded, null)!
                    : source.Load(version);
            }
        },
        stopping);

    public void Dispose() => Interlocked.Exchange(ref _loaded, null)?.Dispose();

    private void Load(Storage.Entities.PolicyVersionRow version)
    {
        lock (_loading)
        {
            if (version.Version <= Math.Max(versions.InUse, _loaded?.Version ?? -1))
            {
                return;
            }

            var started = time.GetTimestamp();
            var policy = source.Load(version);
            Interlocked.Exchange(ref _loaded, policy)?.Dispose();
            Log.PolicyWaits(logger, version.Version, time.GetElapsedTime(started).TotalMilliseconds);
        }
    }
}
