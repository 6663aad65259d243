using Guide.Contracts;
using Guide.Recipes;
using Guide.Storage.Background;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Storage;

/// <summary>Ends a run: first its training, then, when it is measured, the run.</summary>
public sealed class RunEnd(GuideDatabase database)
{
    /// <summary>
    /// Ends what is over. Training is over at its last step, or when nothing is left: roots that are still open then (the surplus that staleness
    /// allows) are discarded as RunEnded, children with them, and the run's last evaluations are added in the same transaction. The run has ended
    /// when no group of an evaluation or a replay is open either.
    /// </summary>
    /// <returns>Where the run stands now.</returns>
    public Task<RunState> TryEndAsync(string runId, RunRecipe recipe, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return database.WriteAsync(
            async (db, token) =>
            {
                // The lock keeps admission out: nothing is admitted between the count and the end.
                var run = await database.LockRunAsync(db, runId, token) ?? throw new InvalidOperationException($"There is no run '{runId}'.");
                if (run.State == RunState.Ended || (run.State == RunState.Running && !await EndTrainingAsync(db, run, recipe, token)))
                {
                    return run.State;
                }

                var state = await db.Groups.Background(runId).Open().AnyAsync(token) ? RunState.Trained : RunState.Ended;
                if (state != run.State)
                {
                    await db.Runs.Where(row => row.RunId == runId).ExecuteUpdateAsync(row => row.SetProperty(r => r.State, state), token);
                }

                return state;
            },
            cancellationToken);
    }

    private async Task<bool> EndTrainingAsync(GuideDbContext db, RunRow run, RunRecipe recipe, CancellationToken token)
    {
        var runId = run.RunId;
        var version = await db.PolicyVersions.Where(row => row.RunId == runId).MaxAsync(row => row.Version, token);
        if (version < recipe.Step.Steps
            && (run.NextOrdinal < Admission.TotalDraws(run, recipe) || await db.Groups.OpenRoots(runId).AnyAsync(token)))
        {
            return false;
        }

        var now = await database.NowAsync(db, token);
        await db.Groups
            .Where(group => group.RunId == runId && group.Purpose == Purpose.Train
                && group.State != GroupState.Consumed && group.State != GroupState.Discarded)
            .ExecuteUpdateAsync(
                row => row
                    .SetProperty(g => g.State, GroupState.Discarded)
                    .SetProperty(g => g.DiscardReason, DiscardReason.RunEnded)
                    .SetProperty(g => g.ClaimedBy, (string?)null)
                    .SetProperty(g => g.ClaimedUntil, (DateTimeOffset?)null)
                    .SetProperty(g => g.EndedAt, now),
                token);
        await EvaluationGroups.AddFinalAsync(db, run, recipe, version, now, token);
        await db.Runs.Where(row => row.RunId == runId).ExecuteUpdateAsync(row => row.SetProperty(r => r.EndedAt, now), token);
        return true;
    }

    /// <summary>Inside a transaction that adds groups: a run that has ended is open again for them.</summary>
    internal static async Task ReopenAsync(GuideDbContext db, RunRow run, CancellationToken cancellationToken)
    {
        if (run.State == RunState.Ended)
        {
            await db.Runs.Where(row => row.RunId == run.RunId).ExecuteUpdateAsync(row => row.SetProperty(r => r.State, RunState.Trained), cancellationToken);
        }
    }

    /// <summary>True: nothing is trained on any more.</summary>
    public Task<bool> IsTrainedAsync(string runId, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Runs.AnyAsync(run => run.RunId == runId && run.State != RunState.Running, token), cancellationToken);

    /// <summary>True: the run has ended.</summary>
    public Task<bool> HasEndedAsync(string runId, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Runs.AnyAsync(run => run.RunId == runId && run.State == RunState.Ended, token), cancellationToken);
}
