using Guide.Contracts;
using Guide.Recipes;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Storage.Background;

/// <summary>
/// Lets groups of evaluations and replays out to the stages, a bounded number at once: the queues of a run belong to its training groups. An
/// unsent group is in nobody's queue and counts as sent 0 times.
/// </summary>
public sealed class BackgroundDispatch(GuideDatabase database)
{
    /// <summary>groups.send_count of a group that was never sent.</summary>
    public const int Unsent = 0;

    private int _planned;

    /// <summary>Adds the evaluations that are due, and marks as sent what there is room for: older versions first, without hints first.</summary>
    public async Task<BackgroundWork> NextAsync(string runId, RunRecipe recipe, BackgroundLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(limits);
        var every = recipe.Evaluation.EveryVersions;
        var (newest, open, unsent) = await database.ReadAsync(
            async (db, token) => (
                every > 0 ? await db.PolicyVersions.Where(row => row.RunId == runId).MaxAsync(row => row.Version, token) : 0,
                await db.Groups.Background(runId).Open().AnyAsync(token),
                await db.Groups.Background(runId).Open().AnyAsync(group => group.SendCount == Unsent, token)),
            cancellationToken);
        if (!unsent && !(every > 0 && newest / every > _planned / every))
        {
            return new BackgroundWork([], open);
        }

        var sent = await database.WriteAsync((db, token) => SendAsync(db, runId, recipe, newest, limits, token), cancellationToken);
        _planned = Math.Max(_planned, newest);
        return new BackgroundWork(sent, IsOpen: true);
    }

    private async Task<IReadOnlyList<GroupRow>> SendAsync(GuideDbContext db, string runId, RunRecipe recipe, int newest, BackgroundLimits limits, CancellationToken cancellationToken)
    {
        var run = await database.LockRunAsync(db, runId, cancellationToken) ?? throw new InvalidOperationException($"There is no run '{runId}'.");
        var now = await database.NowAsync(db, cancellationToken);
        if (recipe.Evaluation.EveryVersions > 0 && run.State == RunState.Running)
        {
            await EvaluationGroups.AddDueAsync(db, run, recipe, _planned, newest, now, cancellationToken);
        }

        var send = new List<GroupRow>();
        foreach (var purpose in (Purpose[])[Purpose.Eval, Purpose.Replay])
        {
            var groups = db.Groups.Background(runId).Open().Where(group => group.Purpose == purpose);
            var room = limits.Of(purpose, run.State == RunState.Running) - await groups.CountAsync(group => group.SendCount > Unsent && group.State != GroupState.Verified, cancellationToken);
            if (room > 0)
            {
                send.AddRange(await groups.Where(group => group.SendCount == Unsent)
                    .OrderBy(group => group.MinimumPolicyVersion).ThenBy(group => group.HintId != null).ThenBy(group => group.Ordinal).ThenBy(group => group.GroupId)
                    .Take(room).ToListAsync(cancellationToken));
            }
        }

        foreach (var batch in send.Chunk(500))
        {
            var ids = batch.Select(group => group.GroupId).ToArray();
            await db.Groups.Where(group => group.RunId == runId && ids.Contains(group.GroupId))
                .ExecuteUpdateAsync(row => row.SetProperty(g => g.SentAt, now).SetProperty(g => g.SendCount, 1), cancellationToken);
        }

        return send;
    }
}
