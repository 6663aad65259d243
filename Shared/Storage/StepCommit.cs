using System.Text.Json;

using Guide.Contracts;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Storage;

/// <summary>
/// Commits a step as one transaction: my lease epoch, the unique version, exactly the step's lineages turned from completed to
/// consumed (root and child together), step_rollouts, metrics. A version without its consumption, or the reverse, cannot exist.
/// </summary>
public sealed class StepCommit(GuideDatabase database)
{
    /// <summary>Commits, or says why nothing was written.</summary>
    public async Task<StepCommitOutcome> CommitAsync(StepToCommit step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        try
        {
            await database.WriteAsync((db, token) => WriteAsync(db, step, token), cancellationToken);
            return StepCommitOutcome.Committed;
        }
        catch (RefusedException refused)
        {
            return refused.Outcome;
        }
        catch (Exception exception) when (database.IsDuplicateKey(exception))
        {
            return StepCommitOutcome.VersionTaken;
        }
    }

    /// <summary>
    /// Discards completed lineages while the step that makes <paramref name="version"/> is put together; the version is noted, so that a
    /// restarted Learner counts them again.
    /// </summary>
    /// <returns>False: the lease belongs to another, nothing was written.</returns>
    public async Task<bool> DiscardAsync(
        LeaseHold lease, int version, IReadOnlyList<(Guid RootId, DiscardReason Reason, string? Detail)> lineages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(lineages);
        return await database.WriteAsync(
            async (db, token) =>
            {
                if (!await Leases.IsHeldAsync(db, lease, token))
                {
                    return false;
                }

                var now = await database.NowAsync(db, token);
                foreach (var (rootId, reason, detail) in lineages)
                {
                    await db.Groups
                        .Where(group => group.RunId == lease.RunId && (group.GroupId == rootId || group.ParentId == rootId) && group.State == GroupState.Completed)
                        .ExecuteUpdateAsync(
                            row => row
                                .SetProperty(g => g.State, GroupState.Discarded)
                                .SetProperty(g => g.DiscardReason, reason)
                                .SetProperty(g => g.DiscardDetail, detail)
                                .SetProperty(g => g.ConsumingVersion, version)
                                .SetProperty(g => g.EndedAt, now),
                            token);
                }

                return true;
            },
            cancellationToken);
    }

    private async Task WriteAsync(GuideDbContext db, StepToCommit step, CancellationToken cancellationToken)
    {
        var runId = step.Lease.RunId;
        if (!await Leases.IsHeldAsync(db, step.Lease, cancellationToken))
        {
            throw new RefusedException(StepCommitOutcome.LeaseLost);
        }

        var newest = await db.PolicyVersions.Where(row => row.RunId == runId).MaxAsync(row => row.Version, cancellationToken);
        if (newest != step.Version - 1)
        {
            throw newest >= step.Version
                ? new RefusedException(StepCommitOutcome.VersionTaken)
                : new InvalidOperationException($"Version {step.Version} would leave a gap after {newest}.");
        }

        var now = await database.NowAsync(db, cancellationToken);
        db.PolicyVersions.Add(new PolicyVersionRow
        {
            RunId = runId,
            Version = step.Version,
            CheckpointUri = step.CheckpointUri,
            CheckpointSha256 = step.CheckpointSha256,
            HasOptimizerState = step.HasOptimizerState,
            Lineages = step.Roots.Count,
            Metrics = JsonSerializer.Serialize(step.Metrics),
            LeaseEpoch = step.Lease.Epoch,
            CommittedAt = now,
        });
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();

        var consumed = 0;
        foreach (var batch in step.Roots.Chunk(500))
        {
            consumed += await ConsumeAsync(db.Groups.Where(group => group.RunId == runId && batch.Contains(group.GroupId)), step.Version, now, cancellationToken);
            await ConsumeAsync(
                db.Groups.Where(group => group.RunId == runId && group.ParentId != null && batch.Contains(group.ParentId.Value)), step.Version, now, cancellationToken);
        }

        if (consumed != step.Roots.Count)
        {
            throw new RefusedException(StepCommitOutcome.LineageGone);
        }

        await database.InsertAsync(db, step.Rows, cancellationToken);
    }

    private static Task<int> ConsumeAsync(IQueryable<GroupRow> groups, int version, DateTimeOffset now, CancellationToken cancellationToken) =>
        groups.Where(group => group.State == GroupState.Completed).ExecuteUpdateAsync(
            row => row
                .SetProperty(g => g.State, GroupState.Consumed)
                .SetProperty(g => g.ConsumingVersion, version)
                .SetProperty(g => g.EndedAt, now),
            cancellationToken);

    /// <summary>Rolls the transaction back with its reason.</summary>
    private sealed class RefusedException(StepCommitOutcome outcome) : Exception
    {
        public StepCommitOutcome Outcome { get; } = outcome;
    }
}
