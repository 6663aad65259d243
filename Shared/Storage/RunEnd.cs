using Guide.Contracts;
using Guide.Recipes;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Storage;

/// <summary>Ends a run: at its last step, or when the data set is exhausted and nothing is open.</summary>
public sealed class RunEnd(GuideDatabase database)
{
    /// <summary>
    /// Ends the run if it is over. Roots that are still open then (the surplus that staleness allows) are discarded as RunEnded, children
    /// with them. Evaluation groups are not touched.
    /// </summary>
    /// <returns>True: the run has ended, now or before.</returns>
    public Task<bool> TryEndAsync(string runId, RunRecipe recipe, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return database.WriteAsync(
            async (db, token) =>
            {
                // The lock keeps admission out: nothing is admitted between the count and the end.
                var run = await database.LockRunAsync(db, runId, token) ?? throw new InvalidOperationException($"There is no run '{runId}'.");
                if (run.State == RunState.Ended)
                {
                    return true;
                }

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
                await db.Runs.Where(row => row.RunId == runId)
                    .ExecuteUpdateAsync(row => row.SetProperty(r => r.State, RunState.Ended).SetProperty(r => r.EndedAt, now), token);
                return true;
            },
            cancellationToken);
    }

    /// <summary>True: the run has ended.</summary>
    public Task<bool> HasEndedAsync(string runId, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Runs.AnyAsync(run => run.RunId == runId && run.State == RunState.Ended, token), cancellationToken);
}
