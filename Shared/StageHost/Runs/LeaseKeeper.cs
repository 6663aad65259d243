using Guide.StageHost.Outages;
using Guide.Storage;

using Microsoft.Extensions.Logging;

namespace Guide.StageHost.Runs;

/// <summary>Holds a lease and renews it until disposed.</summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly Leases _leases;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly Task _renewing;

    private LeaseKeeper(Leases leases, LeaseHold hold, TimeSpan duration, TimeProvider time)
    {
        (_leases, Hold, _duration, _time) = (leases, hold, duration, time);
        _renewing = Task.Run(RenewAsync);
    }

    /// <summary>The lease.</summary>
    public LeaseHold Hold { get; }

    /// <summary>Cancelled when another has taken the lease.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Waits until this process is the one.</summary>
    /// <param name="leases">The leases.</param>
    /// <param name="run">The run. Embedded, the lease of a process that died is taken over at once: there can be no other.</param>
    /// <param name="outage">Where it waits for a database that is away.</param>
    /// <param name="name">Leases.Producer or Leases.Learner.</param>
    /// <param name="duration">How long the lease outlives its holder.</param>
    /// <param name="time">Clock of the waiting; the expiry is the database's.</param>
    /// <param name="logger">Says once that it waits.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<LeaseKeeper> AcquireAsync(
        Leases leases, ActiveRun run, Outage outage, string name, TimeSpan duration, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leases);
        ArgumentNullException.ThrowIfNull(run);
        var owner = run.IsEmbedded ? "embedded" : $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";
        var watch = new LeaseWatch(leases, run.RunId, name, duration, time);
        for (var said = false; ;)
        {
            try
            {
                if (await leases.TryAcquireAsync(run.RunId, name, owner, duration, cancellationToken) is { } hold)
                {
                    Log.LeaseAcquired(logger, name, hold.Epoch);
                    return new LeaseKeeper(leases, hold, duration, time);
                }

                if (await watch.TakeOverAsync(owner, cancellationToken) is { } abandoned)
                {
                    Log.LeaseAbandoned(logger, name, abandoned.Epoch, (2 * duration).TotalSeconds);
                    return new LeaseKeeper(leases, abandoned, duration, time);
                }

                if (!said)
                {
                    Log.LeaseHeldByAnother(logger, name);
                    said = true;
                }
            }
            catch (Exception exception) when (InfrastructureErrors.Is(exception))
            {
                await outage.WaitAsync(exception, cancellationToken);
            }

            await Task.Delay(duration / 10, time, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _renewing;
        try
        {
            if (!_lost.IsCancellationRequested)
            {
                await _leases.ReleaseAsync(Hold, CancellationToken.None);
            }
        }
        catch (Exception exception) when (DatabaseErrors.IsDatabase(exception) || DatabaseErrors.IsTransient(exception))
        {
            // It runs out by itself.
        }

        _stop.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(_duration / 4, _time, _stop.Token);
                try
                {
                    if (!await _leases.RenewAsync(Hold, _duration, _stop.Token))
                    {
                        await _lost.CancelAsync();
                        return;
                    }
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    // The database is away. What is committed later is fenced by the epoch, so nothing is lost by trying on.
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }
}
