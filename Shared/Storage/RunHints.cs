using Guide.Contracts;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Storage;

/// <summary>The hints that a run has looked at, and what they did.</summary>
public sealed class RunHints(GuideDatabase database)
{
    /// <summary>A prompt with its hints so far and, where they are wanted, their tries in the order of admission.</summary>
    public Task<(PromptRow Prompt, List<HintRow> Hints, List<HintTry> Tries)> OfPromptAsync(string runId, string promptId, bool withTries, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var prompt = await db.Prompts.SingleAsync(p => p.RunId == runId && p.PromptId == promptId, token);
                var hints = await db.Hints.Where(h => h.RunId == runId && h.PromptId == promptId).ToListAsync(token);
                return (prompt, hints, hints.Count == 0 || !withTries ? [] : await TriesAsync(db, db.Groups.Where(g => g.PromptId == promptId), runId, token));
            },
            cancellationToken);

    /// <summary>Every hint of a run, in the order of prompts, with every try.</summary>
    public Task<(List<HintRow> Hints, List<HintTry> Tries)> OfRunAsync(string runId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) => (
                await db.Hints.Where(h => h.RunId == runId && db.Prompts.Any(p => p.RunId == runId && p.PromptId == h.PromptId && p.PromptSet == PromptRow.TrainSet)).OrderBy(h => h.PromptId).ThenBy(h => h.Level).ThenBy(h => h.Candidate).ToListAsync(token),
                await TriesAsync(db, db.Groups, runId, token)),
            cancellationToken);

    /// <summary>Stores a hint that the run looks at for the first time; what is stored already wins.</summary>
    public async Task<HintRow> EnsureAsync(HintRow hint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hint);
        try
        {
            return await database.WriteAsync(
                async (db, token) =>
                {
                    db.Hints.Add(hint);
                    await db.SaveChangesAsync(token);
                    return hint;
                },
                cancellationToken);
        }
        catch (Exception exception) when (database.IsDuplicateKey(exception))
        {
            // Another HintConsumer came to the same conclusion first.
            return await database.ReadAsync((db, token) => db.Hints.SingleAsync(h => h.RunId == hint.RunId && h.HintId == hint.HintId, token), cancellationToken);
        }
    }

    /// <summary>Retires hints that are not retired yet.</summary>
    /// <returns>How many.</returns>
    public Task<int> RetireAsync(string runId, IReadOnlyCollection<string> hintIds, string reason, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var now = await database.NowAsync(db, token);
                return await db.Hints.Where(h => h.RunId == runId && hintIds.Contains(h.HintId) && h.RetiredAt == null)
                    .ExecuteUpdateAsync(row => row.SetProperty(h => h.RetiredReason, reason).SetProperty(h => h.RetiredAt, now), token);
            },
            cancellationToken);

    /// <summary>The database's clock.</summary>
    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => database.ReadAsync((db, token) => database.NowAsync(db, token), cancellationToken);

    /// <summary>Renews the claims of groups that wait for a hint.</summary>
    public Task<int> RenewAsync(string runId, IReadOnlyCollection<string> holders, TimeSpan duration, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var until = await database.NowAsync(db, token) + duration;
                return await db.Groups.Where(row => row.RunId == runId && holders.Contains(row.ClaimedBy)).ExecuteUpdateAsync(row => row.SetProperty(g => g.ClaimedUntil, until), token);
            },
            cancellationToken);

    /// <summary>Ends the wait of a group: whoever gets its next message may claim it.</summary>
    public Task FreeAsync(string runId, Guid groupId, string holder, CancellationToken cancellationToken) =>
        database.WriteAsync(
            (db, token) => db.Groups.Of(runId, groupId).Where(row => row.ClaimedBy == holder)
                .ExecuteUpdateAsync(row => row.SetProperty(g => g.ClaimedBy, (string?)null).SetProperty(g => g.ClaimedUntil, (DateTimeOffset?)null), token),
            cancellationToken);

    private static Task<List<HintTry>> TriesAsync(GuideDbContext db, IQueryable<GroupRow> groups, string runId, CancellationToken cancellationToken) =>
        (from child in groups
         where child.RunId == runId && child.ParentId != null && child.HintId != null && child.JudgedCount != null
         join root in db.Groups.Where(g => g.RunId == runId) on child.ParentId equals (Guid?)root.GroupId
         join hint in db.Hints.Where(h => h.RunId == runId) on child.HintId equals hint.HintId
         orderby child.Ordinal
         select new HintTry(hint.HintId, hint.Level, child.PolicyVersion, child.JudgedCount ?? 0, child.CorrectCount ?? 0, root.JudgedCount ?? 0, root.CorrectCount ?? 0))
        .ToListAsync(cancellationToken);
}
