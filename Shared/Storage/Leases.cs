using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Storage;

/// <summary>One active Producer and one active Learner a run: a row with owner, epoch and expiry by the database's clock.</summary>
public sealed class Leases(GuideDatabase database)
{
    /// <summary>Name of the Producer's lease.</summary>
    public const string Producer = "producer";

    /// <summary>Name of the Learner's lease.</summary>
    public const string Learner = "learner";

    /// <summary>Takes the lease when it is free or has run out; null when another holds it.</summary>
    public async Task<LeaseHold?> TryAcquireAsync(string runId, string name, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync(
                async (db, token) =>
                {
                    var now = await database.NowAsync(db, token);
                    var expires = now + duration;
                    var rows = await db.Leases
                        .Where(lease => lease.RunId == runId && lease.Name == name && (lease.ExpiresAt < now || lease.Owner == owner))
                        .ExecuteUpdateAsync(
                            lease => lease
                                .SetProperty(l => l.Owner, owner)
                                .SetProperty(l => l.Epoch, l => l.Epoch + 1)
                                .SetProperty(l => l.ExpiresAt, expires),
                            token);
                    if (rows == 1)
                    {
                        var epoch = await db.Leases.Where(lease => lease.RunId == runId && lease.Name == name).Select(lease => lease.Epoch).SingleAsync(token);
                        return new LeaseHold(runId, name, owner, epoch);
                    }

                    if (await db.Leases.AnyAsync(lease => lease.RunId == runId && lease.Name == name, token))
                    {
                        return null;
                    }

                    db.Leases.Add(new LeaseRow { RunId = runId, Name = name, Owner = owner, Epoch = 1, ExpiresAt = expires });
                    await db.SaveChangesAsync(token);
                    return new LeaseHold(runId, name, owner, 1);
                },
                cancellationToken);
        }
        catch (Exception exception) when (database.IsDuplicateKey(exception))
        {
            // Another process inserted the row first.
            return null;
        }
    }

    /// <summary>The lease as it is stored; null before its first holder.</summary>
    public Task<LeaseRow?> FindAsync(string runId, string name, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Leases.SingleOrDefaultAsync(lease => lease.RunId == runId && lease.Name == name, token), cancellationToken);

    /// <summary>Takes the lease whatever its expiry says, if nobody has touched it since it was seen; null = somebody has.</summary>
    public Task<LeaseHold?> TakeOverAsync(LeaseRow seen, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return database.WriteAsync(
            async (db, token) =>
            {
                var expires = await database.NowAsync(db, token) + duration;
                return await db.Leases
                    .Where(lease => lease.RunId == seen.RunId && lease.Name == seen.Name && lease.Epoch == seen.Epoch && lease.ExpiresAt == seen.ExpiresAt)
                    .ExecuteUpdateAsync(
                        lease => lease
                            .SetProperty(l => l.Owner, owner)
                            .SetProperty(l => l.Epoch, seen.Epoch + 1)
                            .SetProperty(l => l.ExpiresAt, expires),
                        token) == 1
                    ? new LeaseHold(seen.RunId, seen.Name, owner, seen.Epoch + 1)
                    : null;
            },
            cancellationToken);
    }

    /// <summary>Holds on to the lease. False: it belongs to another now, and nothing may be committed under it.</summary>
    public Task<bool> RenewAsync(LeaseHold hold, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hold);
        return database.WriteAsync(
            async (db, token) =>
            {
                var expires = await database.NowAsync(db, token) + duration;
                return await Held(db, hold).ExecuteUpdateAsync(lease => lease.SetProperty(l => l.ExpiresAt, expires), token) == 1;
            },
            cancellationToken);
    }

    /// <summary>Gives the lease back, so that a successor need not wait for its expiry.</summary>
    public Task ReleaseAsync(LeaseHold hold, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hold);
        return database.WriteAsync(
            (db, token) => Held(db, hold).ExecuteUpdateAsync(lease => lease.SetProperty(l => l.ExpiresAt, DateTimeOffset.UnixEpoch), token),
            cancellationToken);
    }

    /// <summary>Inside a transaction: locks the lease's row and says whether it is still the holder's.</summary>
    internal static async Task<bool> IsHeldAsync(GuideDbContext db, LeaseHold hold, CancellationToken cancellationToken) =>
        await Held(db, hold).ExecuteUpdateAsync(lease => lease.SetProperty(l => l.Owner, hold.Owner), cancellationToken) == 1;

    private static IQueryable<LeaseRow> Held(GuideDbContext db, LeaseHold hold) =>
        db.Leases.Where(lease => lease.RunId == hold.RunId && lease.Name == hold.Name && lease.Owner == hold.Owner && lease.Epoch == hold.Epoch);
}
