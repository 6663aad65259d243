using System.Collections.Concurrent;

using Guide.Contracts;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Guide.Storage;

/// <summary>
/// Claims keep two workers from doing the same slow work twice; they are not what keeps the data right (that is the state each
/// transition expects). All instants are the database's. Thread-safe; one per process.
/// </summary>
public sealed class GroupClaims(GuideDatabase database, IOptions<ClaimOptions> options)
{
    private readonly string _worker = $"{Environment.MachineName}:{Environment.ProcessId}";
    private readonly ConcurrentDictionary<string, (string RunId, Guid GroupId)> _held = new();

    // Claims of this process that it could not set free: the database was away. Nobody works under them.
    private readonly ConcurrentDictionary<(string RunId, Guid GroupId), string> _leftBehind = new();
    private long _handlings;

    /// <summary>How often held claims must be renewed.</summary>
    public TimeSpan RenewEvery => options.Value.Duration / 4;

    /// <summary>Tries to hold a group in the state that the stage works on.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="groupId">The group.</param>
    /// <param name="state">The state that the stage works on.</param>
    /// <param name="takeOver">True for a redelivered message: whoever had it lost the connection, so its claim is taken over at once. If it lives, its commit finds the claim gone.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    public async Task<ClaimAttempt> ClaimAsync(string runId, Guid groupId, GroupState state, bool takeOver, CancellationToken cancellationToken)
    {
        // Each handling has a name of its own: two deliveries in one process are two handlings.
        var holder = $"{_worker}#{Interlocked.Increment(ref _handlings)}";
        var attempt = await database.WriteAsync(
            async (db, token) =>
            {
                var group = await db.Groups.Of(runId, groupId).SingleOrDefaultAsync(token);
                if (group is null)
                {
                    return new ClaimAttempt(ClaimOutcome.Unknown, null, null);
                }

                if (group.State != state)
                {
                    return new ClaimAttempt(ClaimOutcome.InOtherState, group, null);
                }

                var now = await database.NowAsync(db, token);
                var until = now + options.Value.Duration;
                var impossible = options.Value.ImpossibleAfter(now);
                var leftBehind = _leftBehind.GetValueOrDefault((runId, groupId));
                var rows = await db.Groups.Of(runId, groupId)
                    .Where(row => row.State == state && (takeOver || row.ClaimedUntil == null || row.ClaimedUntil < now || row.ClaimedUntil > impossible
                        || (leftBehind != null && row.ClaimedBy == leftBehind)))
                    .ExecuteUpdateAsync(row => row.SetProperty(g => g.ClaimedBy, holder).SetProperty(g => g.ClaimedUntil, until), token);
                if (rows == 1)
                {
                    return new ClaimAttempt(ClaimOutcome.Claimed, group, holder);
                }

                var stored = await db.Groups.Of(runId, groupId).SingleAsync(token);
                return new ClaimAttempt(stored.State == state ? ClaimOutcome.HeldByAnother : ClaimOutcome.InOtherState, stored, null);
            },
            cancellationToken);
        if (attempt.Outcome == ClaimOutcome.Claimed)
        {
            _leftBehind.TryRemove((runId, groupId), out _);
            _held[holder] = (runId, groupId);
        }

        return attempt;
    }

    /// <summary>The work is done or given up: the claim is no longer renewed. A transition has already cleared it; an abandoned one is set free here.</summary>
    /// <param name="attempt">The claim.</param>
    /// <param name="abandoned">True: the group still waits for this work, and others may take it at once.</param>
    /// <param name="cancellationToken">Stops the release; the claim then runs out by itself.</param>
    public async Task ForgetAsync(ClaimAttempt attempt, bool abandoned, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        if (attempt.Holder is not { } holder || !_held.TryRemove(holder, out var group) || !abandoned)
        {
            return;
        }

        try
        {
            await database.WriteAsync(
                (db, token) => db.Groups.Of(group.RunId, group.GroupId)
                    .Where(row => row.ClaimedBy == holder)
                    .ExecuteUpdateAsync(row => row.SetProperty(g => g.ClaimedBy, (string?)null).SetProperty(g => g.ClaimedUntil, (DateTimeOffset?)null), token),
                cancellationToken);
        }
        catch (Exception exception) when (DatabaseErrors.IsTransient(exception))
        {
            // It runs out by itself; this process takes it again before that.
            _leftBehind[group] = holder;
        }
    }

    /// <summary>Renews every claim this process holds.</summary>
    /// <returns>Claims renewed; fewer than held when some were taken over.</returns>
    public async Task<int> RenewAsync(CancellationToken cancellationToken)
    {
        var held = _held.ToArray();
        var renewed = 0;
        foreach (var run in held.GroupBy(pair => pair.Value.RunId, pair => pair.Key))
        {
            foreach (var holders in run.Chunk(500))
            {
                renewed += await database.WriteAsync(
                    async (db, token) =>
                    {
                        var until = await database.NowAsync(db, token) + options.Value.Duration;
                        return await db.Groups
                            .Where(row => row.RunId == run.Key && holders.Contains(row.ClaimedBy))
                            .ExecuteUpdateAsync(row => row.SetProperty(g => g.ClaimedUntil, until), token);
                    },
                    cancellationToken);
            }
        }

        return renewed;
    }
}
