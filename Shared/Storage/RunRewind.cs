using Guide.Contracts;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Storage;

/// <summary>
/// Takes a run back to an older version, for a newest one whose checkpoint is lost: what was admitted, sampled or trained on later is
/// forgotten, in one transaction, as if the run had been interrupted then. No process may work on it meanwhile; the lease's epoch keeps
/// one out that does.
/// </summary>
public sealed class RunRewind(GuideDatabase database)
{
    /// <summary>Rewinds.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="version">The version that becomes the newest.</param>
    /// <param name="hasOptimizerState">Whether its folder holds the optimizer's state (still).</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>Versions that are forgotten.</returns>
    /// <exception cref="GuideException">The run has no such version (exit code 2).</exception>
    public Task<int> RewindAsync(string runId, int version, bool hasOptimizerState, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                _ = await database.LockRunAsync(db, runId, token) ?? throw GuideException.Usage($"There is no run '{runId}'.");
                var versions = db.PolicyVersions.Where(row => row.RunId == runId);
                if (!await versions.AnyAsync(row => row.Version == version, token))
                {
                    throw GuideException.Usage($"The run '{runId}' has no version {version}: its newest is {await versions.MaxAsync(row => row.Version, token)}.");
                }

                await db.Leases.Where(lease => lease.RunId == runId)
                    .ExecuteUpdateAsync(lease => lease.SetProperty(l => l.Epoch, l => l.Epoch + 1).SetProperty(l => l.ExpiresAt, DateTimeOffset.UnixEpoch), token);
                await db.StepRollouts.Where(row => row.RunId == runId && row.Version > version).ExecuteDeleteAsync(token);
                await ForgetGroupsAsync(db, db.Groups.Where(group => group.RunId == runId && (group.Purpose == Purpose.Replay || (group.Purpose == Purpose.Eval && group.MinimumPolicyVersion > version))), token);
                await ForgetAdmittedAsync(db, runId, version, token);
                await UndoStepsAsync(db, runId, version, token);
                await UndoSamplingAsync(db, runId, version, token);
                await versions.Where(row => row.Version == version && !hasOptimizerState)
                    .ExecuteUpdateAsync(row => row.SetProperty(v => v.HasOptimizerState, false), token);
                await db.Runs.Where(run => run.RunId == runId)
                    .ExecuteUpdateAsync(run => run.SetProperty(r => r.State, RunState.Running).SetProperty(r => r.EndedAt, (DateTimeOffset?)null), token);
                return await versions.Where(row => row.Version > version).ExecuteDeleteAsync(token);
            },
            cancellationToken);

    /// <summary>Roots that were admitted at a later version never were: they are the last draws, since versions only rise.</summary>
    private static async Task ForgetAdmittedAsync(GuideDbContext db, string runId, int version, CancellationToken cancellationToken)
    {
        var later = Train(db, runId).Where(group => group.MinimumPolicyVersion > version);
        if (await later.MinAsync(group => (long?)group.Ordinal, cancellationToken) is { } first)
        {
            await ForgetGroupsAsync(db, later, cancellationToken);
            await db.Runs.Where(run => run.RunId == runId).ExecuteUpdateAsync(run => run.SetProperty(r => r.NextOrdinal, first), cancellationToken);
        }
    }

    /// <summary>What later steps consumed, or discarded while they were put together, is complete again.</summary>
    private static Task UndoStepsAsync(GuideDbContext db, string runId, int version, CancellationToken cancellationToken) =>
        Train(db, runId).Where(group => group.ConsumingVersion > version).ExecuteUpdateAsync(
            row => row
                .SetProperty(g => g.State, GroupState.Completed)
                .SetProperty(g => g.DiscardReason, DiscardReason.None)
                .SetProperty(g => g.DiscardDetail, (string?)null)
                .SetProperty(g => g.ConsumingVersion, (int?)null)
                .SetProperty(g => g.EndedAt, (DateTimeOffset?)null),
            cancellationToken);

    /// <summary>What was sampled at a later version, or ended with the run, waits to be sampled; the child of a root that is sampled again never was.</summary>
    private async Task UndoSamplingAsync(GuideDbContext db, string runId, int version, CancellationToken cancellationToken)
    {
        var now = await database.NowAsync(db, cancellationToken);
        var again = Train(db, runId).Where(group => group.State != GroupState.Consumed
            && (group.PolicyVersion > version || group.DiscardReason == DiscardReason.RunEnded));
        var roots = again.Where(group => group.ParentId == null).Select(group => (Guid?)group.GroupId);
        await ForgetGroupsAsync(db, Train(db, runId).Where(group => roots.Contains(group.ParentId)), cancellationToken);

        var ids = await again.Select(group => new { group.GroupId, group.ParentId }).ToListAsync(cancellationToken);
        foreach (var batch in ids.Chunk(500))
        {
            var groups = batch.Select(group => group.GroupId).ToArray();
            var parents = batch.Where(group => group.ParentId is not null).Select(group => group.ParentId!.Value).ToArray();
            await ForgetRolloutsAsync(db, db.Groups.Where(group => group.RunId == runId && groups.Contains(group.GroupId)), cancellationToken);
            await db.Groups.Where(group => group.RunId == runId && groups.Contains(group.GroupId)).ExecuteUpdateAsync(
                row => row
                    .SetProperty(g => g.State, GroupState.Admitted)
                    .SetProperty(g => g.PolicyVersion, (int?)null)
                    .SetProperty(g => g.SamplingContext, (int[]?)null)
                    .SetProperty(g => g.TrainingContext, (int[]?)null)
                    .SetProperty(g => g.ClaimedBy, (string?)null)
                    .SetProperty(g => g.ClaimedUntil, (DateTimeOffset?)null)
                    .SetProperty(g => g.SentAt, now)
                    .SetProperty(g => g.SendCount, 1)
                    .SetProperty(g => g.JudgedCount, (int?)null)
                    .SetProperty(g => g.CorrectCount, (int?)null)
                    .SetProperty(g => g.VerifierSetVersion, (string?)null)
                    .SetProperty(g => g.Routing, (RoutingDecision?)null)
                    .SetProperty(g => g.DiscardReason, DiscardReason.None)
                    .SetProperty(g => g.DiscardDetail, (string?)null)
                    .SetProperty(g => g.ConsumingVersion, (int?)null)
                    .SetProperty(g => g.SampledAt, (DateTimeOffset?)null)
                    .SetProperty(g => g.VerifiedAt, (DateTimeOffset?)null)
                    .SetProperty(g => g.CompletedAt, (DateTimeOffset?)null)
                    .SetProperty(g => g.EndedAt, (DateTimeOffset?)null),
                cancellationToken);
            await db.Groups.Where(group => group.RunId == runId && parents.Contains(group.GroupId)).ExecuteUpdateAsync(
                row => row.SetProperty(g => g.State, GroupState.AwaitingChild).SetProperty(g => g.CompletedAt, (DateTimeOffset?)null), cancellationToken);
        }
    }

    private static async Task ForgetGroupsAsync(GuideDbContext db, IQueryable<GroupRow> groups, CancellationToken cancellationToken)
    {
        await ForgetRolloutsAsync(db, groups, cancellationToken);
        await groups.Where(group => group.ParentId != null).ExecuteDeleteAsync(cancellationToken);
        await groups.Where(group => group.ParentId == null).ExecuteDeleteAsync(cancellationToken);
    }

    private static async Task ForgetRolloutsAsync(GuideDbContext db, IQueryable<GroupRow> groups, CancellationToken cancellationToken)
    {
        await db.Verdicts.Where(row => groups.Any(group => group.RunId == row.RunId && group.GroupId == row.GroupId)).ExecuteDeleteAsync(cancellationToken);
        await db.Rollouts.Where(row => groups.Any(group => group.RunId == row.RunId && group.GroupId == row.GroupId)).ExecuteDeleteAsync(cancellationToken);
    }

    private static IQueryable<GroupRow> Train(GuideDbContext db, string runId) => db.Groups.Where(group => group.RunId == runId && group.Purpose == Purpose.Train);
}
