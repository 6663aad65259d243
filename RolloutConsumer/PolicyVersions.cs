using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.StageHost.Outages;
using Guide.StageHost.Runs;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Guide.RolloutConsumer;

/// <summary>
/// Which policy versions there are, and which of them this process samples with: both engines follow the policy through it. An announcement
/// is a hint, policy_versions has the truth; a version that cannot be used is not tried again, unless a group cannot do without it.
/// Thread-safe.
/// </summary>
internal sealed class PolicyVersions(
    ActiveRun run, RunStore runs, Outage outage, IOptions<RolloutOptions> options, RolloutTelemetry telemetry, TimeProvider time, ILogger<PolicyVersions> logger)
    : IDisposable
{
    private readonly SemaphoreSlim _announcement = new(0);
    private int _announced;
    private int _inUse = -1;
    private int _broken = -1;

    /// <summary>The version that samples now; −1 before the first.</summary>
    public int InUse => Volatile.Read(ref _inUse);

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

    /// <summary>A version is in use from now on.</summary>
    public void Use(int version)
    {
        Volatile.Write(ref _inUse, version);
        telemetry.PolicyVersion = version;
        Log.PolicyLoaded(logger, version);
        if (Volatile.Read(ref _announced) > version)
        {
            _announcement.Release();
        }
    }

    /// <summary>A version cannot be used; the one in use stays.</summary>
    public void Refuse(int version, string reason)
    {
        int known;
        do
        {
            known = Volatile.Read(ref _broken);
        }
        while (version > known && Interlocked.CompareExchange(ref _broken, version, known) != known);
        Log.PolicyNotLoaded(logger, version, InUse, reason);
    }

    /// <summary>A version that was in use turned out to be broken: the one before it samples again.</summary>
    public void StepBack(int version, int previous, string reason)
    {
        Volatile.Write(ref _inUse, previous);
        telemetry.PolicyVersion = previous;
        Refuse(version, reason);
    }

    /// <summary>Waits until a version is committed that is newer than the one in use and not known to be broken.</summary>
    public async Task<PolicyVersionRow> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _announcement.WaitAsync(cancellationToken);
            try
            {
                if (await runs.NewestVersionAsync(run.RunId, cancellationToken) is { } newest && newest.Version > Math.Max(InUse, Volatile.Read(ref _broken)))
                {
                    return newest;
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // It would be good to have: the old one samples on, and a group that needs it asks for it.
                Log.PolicyNotLoaded(logger, Volatile.Read(ref _announced), InUse, exception.Message);
            }
        }
    }

    /// <summary>Loads a version that a group cannot do without: the newest that suits it. On the caller's thread, which waits.</summary>
    /// <param name="minimum">The lowest version.</param>
    /// <param name="exact">True: no newer one either.</param>
    /// <param name="load">Brings it into use, or throws.</param>
    /// <param name="stopping">Ends the attempts.</param>
    /// <exception cref="GuideException">After the allowed attempts; the process ends with exit code 1, messages stay queued.</exception>
    public T LoadNeeded<T>(int minimum, bool exact, Func<PolicyVersionRow, T> load, CancellationToken stopping)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var version = (exact
                    ? runs.VersionAsync(run.RunId, minimum, stopping)
                    : runs.NewestVersionAsync(run.RunId, stopping)).GetAwaiter().GetResult();
                return version is not null && version.Version >= minimum
                    ? load(version)
                    : throw new InvalidOperationException($"policy version {minimum} is not committed");
            }
            catch (Exception exception) when (InfrastructureErrors.Is(exception))
            {
                // No attempt is used up by a database that is away.
                outage.WaitAsync(exception, stopping).GetAwaiter().GetResult();
                attempt--;
                Task.Delay(options.Value.LoadRetryDelay, time, stopping).GetAwaiter().GetResult();
            }
            catch (Exception exception) when (MayPass(exception) && attempt < options.Value.LoadAttempts)
            {
                Log.PolicyNotLoaded(logger, minimum, InUse, exception.Message);
                Task.Delay(options.Value.LoadRetryDelay, time, stopping).GetAwaiter().GetResult();
            }
            catch (Exception exception) when (MayPass(exception))
            {
                throw new GuideException($"The policy cannot be loaded: {exception.Message}", exception);
            }
        }
    }

    public void Dispose() => _announcement.Dispose();

    /// <summary>A checkpoint may still be on its way through a shared file system; other expected failures do not pass.</summary>
    private static bool MayPass(Exception exception) => exception is CheckpointException or not (OperationCanceledException or GuideException);
}
