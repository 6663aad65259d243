using Guide.Contracts;
using Guide.Storage.Background;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Guide.Storage;

/// <summary>Finds groups that wait for a message which nobody will bring: a process died between commit and publish, a broker lost its disk, an embedded run was stopped.</summary>
public sealed class Reconciliation(GuideDatabase database, GroupTransitions transitions, IOptions<ClaimOptions> claims)
{
    /// <summary>
    /// Overdue and unclaimed groups: marked as sent once more (the caller sends the message of their state afterwards), or discarded as
    /// Lost after K messages without effect. What lies in the future was written before the database's clock was set back: it counts as overdue.
    /// </summary>
    public Task<ReconciliationResult> OverdueAsync(string runId, ReconciliationOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return database.WriteAsync(
            async (db, token) =>
            {
                var now = await database.NowAsync(db, token);
                var first = now - options.FirstDelay;
                var future = now + options.FirstDelay;
                var impossible = claims.Value.ImpossibleAfter(now);
                var candidates = await Waiting(db, runId)
                    .Where(group => (group.SentAt < first || group.SentAt > future)
                        && (group.ClaimedUntil == null || group.ClaimedUntil < now || group.ClaimedUntil > impossible))
                    .OrderBy(group => group.Ordinal)
                    .ToListAsync(token);
                var resend = new List<GroupRow>();
                var lost = new List<DiscardResult>();
                foreach (var group in candidates.Where(group => group.SentAt > future || group.SentAt + options.DelayAfter(group.SendCount) < now))
                {
                    if (group.SendCount >= options.MaxSends)
                    {
                        var detail = $"{group.SendCount} messages in state {group.State} had no effect";
                        if (await transitions.DiscardAsync(db, group, DiscardReason.Lost, detail, holder: null, token) is { Changed: true } discarded)
                        {
                            lost.Add(discarded);
                        }
                    }
                    else if (await Waiting(db, runId)
                        .Where(row => row.GroupId == group.GroupId && row.State == group.State && row.SendCount == group.SendCount
                            && (row.ClaimedUntil == null || row.ClaimedUntil < now || row.ClaimedUntil > impossible))
                        .ExecuteUpdateAsync(row => row.SetProperty(g => g.SentAt, now).SetProperty(g => g.SendCount, g => g.SendCount + 1), token) == 1)
                    {
                        resend.Add(group);
                    }
                }

                return new ReconciliationResult(resend, lost);
            },
            cancellationToken);
    }

    /// <summary>
    /// Start of an embedded run: no message survived the last process and no claim holder lives, so everything that waits is sent again
    /// at once and its count begins anew. Never call it while another process works on the run.
    /// </summary>
    public Task<IReadOnlyList<GroupRow>> EverythingAsync(string runId, CancellationToken cancellationToken) =>
        database.WriteAsync<IReadOnlyList<GroupRow>>(
            async (db, token) =>
            {
                var now = await database.NowAsync(db, token);
                var groups = await Waiting(db, runId).OrderBy(group => group.Ordinal).ToListAsync(token);
                await Waiting(db, runId).ExecuteUpdateAsync(
                    row => row
                        .SetProperty(g => g.SentAt, now)
                        .SetProperty(g => g.SendCount, 1)
                        .SetProperty(g => g.ClaimedBy, (string?)null)
                        .SetProperty(g => g.ClaimedUntil, (DateTimeOffset?)null),
                    token);
                return groups;
            },
            cancellationToken);

    // What was never sent has no message that could be lost.
    private static IQueryable<GroupRow> Waiting(GuideDbContext db, string runId) =>
        db.Groups.Where(group => group.RunId == runId && group.SendCount > BackgroundDispatch.Unsent).Open();
}
