using System.Collections.Concurrent;

using Guide.Contracts;
using Guide.Storage.Batches;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Guide.Storage;

/// <summary>
/// Claims keep two workers from doing the same slow work twice; they are not what keeps the data right (that is the state each
/// transition expects). All instants are the database's. Thread-safe; one per process.
/// </summary>
public sealed class GroupClaims
{
    /// <summary>Nobody works under the claim of the group g; needs the shared value <c>impossible</c>, see <see cref="ClaimOptions.Impossible"/>.</summary>
    internal const string Free = "g.claimed_until IS NULL OR g.claimed_until < @now OR g.claimed_until > @now + @impossible";

    private readonly GuideDatabase _database;
    private readonly IOptions<ClaimOptions> _options;
    private readonly Batcher<Wanted, ClaimAttempt> _claims;
    private readonly string _worker = $"{Environment.MachineName}:{Environment.ProcessId}";
    private readonly ConcurrentDictionary<string, (string RunId, Guid GroupId)> _held = new();

    // Claims of this process that it could not set free: the database was away. Nobody works under them.
    private readonly ConcurrentDictionary<(string RunId, Guid GroupId), string> _leftBehind = new();
    private long _handlings;

    /// <summary>Claims of a database's groups.</summary>
    /// <param name="database">Where they are.</param>
    /// <param name="options">How long they last.</param>
    public GroupClaims(GuideDatabase database, IOptions<ClaimOptions> options)
    {
        (_database, _options) = (database, options);
        _claims = new Batcher<Wanted, ClaimAttempt>(ClaimAsync);
    }

    /// <summary>How often held claims must be renewed.</summary>
    public TimeSpan RenewEvery => _options.Value.Duration / 4;

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
        var attempt = await _claims.RunAsync(new Wanted(runId, groupId, state, holder, takeOver, _leftBehind.GetValueOrDefault((runId, groupId))), cancellationToken);
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
            await _database.WriteAsync(
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
                renewed += await _database.WriteAsync(
                    async (db, token) =>
                    {
                        var until = await _database.NowAsync(db, token) + _options.Value.Duration;
                        return await db.Groups
                            .Where(row => row.RunId == run.Key && holders.Contains(row.ClaimedBy))
                            .ExecuteUpdateAsync(row => row.SetProperty(g => g.ClaimedUntil, until), token);
                    },
                    cancellationToken);
            }
        }

        return renewed;
    }

    private async Task<IReadOnlyList<ClaimAttempt>> ClaimAsync(IReadOnlyList<Wanted> wanted, CancellationToken cancellationToken)
    {
        var claimed = await _database.ChangeAsync(
            new GroupsChange(
                "claimed_by = u.holder, claimed_until = @now + @duration",
                // Its own: the change was done, and its answer lost.
                $"g.state = u.state AND (u.take_over OR {Free} OR g.claimed_by = u.left_behind OR g.claimed_by = u.holder)",
                [("duration", _options.Value.Duration), ("impossible", _options.Value.Impossible)],
                [
                    ("run_id", wanted.Select(w => w.RunId).ToArray()),
                    ("id", wanted.Select(w => w.GroupId).ToArray()),
                    ("state", wanted.Select(w => (int)w.State).ToArray()),
                    ("holder", wanted.Select(w => w.Holder).ToArray()),
                    ("take_over", wanted.Select(w => w.TakeOver).ToArray()),
                    ("left_behind", wanted.Select(w => w.LeftBehind).ToArray()),
                ]),
            cancellationToken);
        var others = (await GroupReads.OfRunsAsync([.. wanted.Where((_, index) => claimed[index] is null).Select(w => (w.RunId, w.GroupId))], _database.GroupsAsync, cancellationToken)).ToDictionary(group => group.GroupId);
        return [.. wanted.Select((w, index) => (claimed[index] ?? others.GetValueOrDefault(w.GroupId)) switch
        {
            null => new ClaimAttempt(ClaimOutcome.Unknown, null, null),
            { } group when claimed[index] is not null => new ClaimAttempt(ClaimOutcome.Claimed, group, w.Holder),
            { } group when group.State != w.State => new ClaimAttempt(ClaimOutcome.InOtherState, group, null),
            { } group => new ClaimAttempt(ClaimOutcome.HeldByAnother, group, null),
        })];
    }

    /// <param name="RunId">The run.</param>
    /// <param name="GroupId">The group.</param>
    /// <param name="State">The state that the stage works on.</param>
    /// <param name="Holder">Who would hold it.</param>
    /// <param name="TakeOver">Whoever holds it.</param>
    /// <param name="LeftBehind">A holder of this process under whom nobody works; null = none.</param>
    private sealed record Wanted(string RunId, Guid GroupId, GroupState State, string Holder, bool TakeOver, string? LeftBehind);
}
