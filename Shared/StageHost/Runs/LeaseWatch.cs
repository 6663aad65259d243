using Guide.Storage;
using Guide.Storage.Entities;

namespace Guide.StageHost.Runs;

/// <summary>
/// Watches a lease that another holds by this process's own clock. A living holder renews it four times in its duration; one that has not
/// changed for two durations has no holder, whatever its expiry says: the database's clock was set back.
/// </summary>
internal sealed class LeaseWatch(Leases leases, string runId, string name, TimeSpan duration, TimeProvider time)
{
    private LeaseRow? _seen;
    private long _since;

    /// <summary>Looks, and takes the lease over where nobody holds it any more; null = somebody does.</summary>
    public async Task<LeaseHold?> TakeOverAsync(string owner, CancellationToken cancellationToken)
    {
        var row = await leases.FindAsync(runId, name, cancellationToken);
        if (row is null || _seen is null || (row.Epoch, row.ExpiresAt) != (_seen.Epoch, _seen.ExpiresAt))
        {
            (_seen, _since) = (row, time.GetTimestamp());
            return null;
        }

        return time.GetElapsedTime(_since) > 2 * duration ? await leases.TakeOverAsync(row, owner, duration, cancellationToken) : null;
    }
}
