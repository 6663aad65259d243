using Guide.Contracts;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace Guide.Storage;

/// <summary>
/// The state machine of docs/architecture.md, "States": one short transaction a transition: <c>UPDATE … WHERE id AND state = expected</c>; no row ⇒ nothing is
/// written and the caller acts on what is stored. What a transition returns is the row as it is stored now. Root and child of a lineage move together where the rules say so.
/// </summary>
public sealed class GroupTransitions(GuideDatabase database)
{
    /// <summary>The group as stored; null when unknown.</summary>
    public Task<GroupRow?> FindAsync(string runId, Guid groupId, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Groups.Of(runId, groupId).SingleOrDefaultAsync(token), cancellationToken);

    /// <summary>The guided child of a root; null when it has none.</summary>
    public Task<GroupRow?> ChildAsync(string runId, Guid rootId, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Groups.SingleOrDefaultAsync(group => group.RunId == runId && group.ParentId == rootId, token), cancellationToken);

    /// <summary>Admitted → Sampled, with all rollouts of the group. First commit wins: rollouts of a loser are never stored.</summary>
    /// <param name="claim">The caller's claim.</param>
    /// <param name="policyVersion">The version that all rollouts were sampled at.</param>
    /// <param name="samplingContext">Token ids sampled under.</param>
    /// <param name="trainingContext">Token ids of the prompt alone.</param>
    /// <param name="rollouts">G rows, slots 0..G−1.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>The group as stored now; null when the claim or the state is no longer the caller's.</returns>
    public Task<GroupRow?> SampleAsync(
        ClaimAttempt claim, int policyVersion, int[] samplingContext, int[] trainingContext, IReadOnlyList<RolloutRow> rollouts, CancellationToken cancellationToken)
    {
        var (group, holder) = Claimed(claim);
        ArgumentNullException.ThrowIfNull(rollouts);
        if (rollouts.Count != group.GroupSize || rollouts.Where((row, slot) => row.Slot != slot || row.GroupId != group.GroupId).Any())
        {
            throw new ArgumentException($"Group {group.GroupId} needs rollouts for slots 0..{group.GroupSize - 1} in order.", nameof(rollouts));
        }

        return database.WriteAsync(
            async (db, token) =>
            {
                var now = await database.NowAsync(db, token);
                var moved = await MoveAsync(
                    db,
                    group,
                    holder,
                    GroupState.Admitted,
                    row => row
                        .SetProperty(g => g.State, GroupState.Sampled)
                        .SetProperty(g => g.PolicyVersion, policyVersion)
                        .SetProperty(g => g.SamplingContext, samplingContext)
                        .SetProperty(g => g.TrainingContext, trainingContext)
                        .SetProperty(g => g.SampledAt, now)
                        .SetProperty(g => g.SentAt, now)
                        .SetProperty(g => g.SendCount, 1),
                    token);
                if (moved is not null)
                {
                    await database.InsertAsync(db, rollouts, token);
                }

                return moved;
            },
            cancellationToken);
    }

    /// <summary>Sampled → Verified, with the verdicts of every attempt.</summary>
    /// <param name="claim">The caller's claim.</param>
    /// <param name="verifierSetVersion">Names and versions of the verifiers that judged.</param>
    /// <param name="judged">Slots with a reward-bearing verdict.</param>
    /// <param name="correct">Slots judged Correct.</param>
    /// <param name="verdicts">All attempts on all slots; their instants are set here by the database's clock.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>The group as stored now; null when the claim or the state is no longer the caller's.</returns>
    public Task<GroupRow?> VerifyAsync(
        ClaimAttempt claim, string verifierSetVersion, int judged, int correct, IReadOnlyList<VerdictRow> verdicts, CancellationToken cancellationToken)
    {
        var (group, holder) = Claimed(claim);
        return database.WriteAsync(
            async (db, token) =>
            {
                var now = await database.NowAsync(db, token);
                var moved = await MoveAsync(
                    db,
                    group,
                    holder,
                    GroupState.Sampled,
                    row => row
                        .SetProperty(g => g.State, GroupState.Verified)
                        .SetProperty(g => g.VerifierSetVersion, verifierSetVersion)
                        .SetProperty(g => g.JudgedCount, judged)
                        .SetProperty(g => g.CorrectCount, correct)
                        .SetProperty(g => g.VerifiedAt, now)
                        .SetProperty(g => g.SentAt, now)
                        .SetProperty(g => g.SendCount, 1),
                    token);
                if (moved is not null)
                {
                    await database.InsertAsync(db, verdicts, token);
                }

                return moved;
            },
            cancellationToken);
    }

    /// <summary>Verified → Completed for the lineage: a root alone, or a guided child together with its root.</summary>
    /// <param name="claim">The caller's claim on a verified group.</param>
    /// <param name="decision">Why no (further) child.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    public Task<RouteResult> CompleteAsync(ClaimAttempt claim, RoutingDecision decision, CancellationToken cancellationToken)
    {
        var (group, holder) = Claimed(claim);
        return database.WriteAsync(
            async (db, token) =>
            {
                var now = await database.NowAsync(db, token);
                var moved = await MoveAsync(
                    db,
                    group,
                    holder,
                    GroupState.Verified,
                    row => row
                        .SetProperty(g => g.State, GroupState.Completed)
                        .SetProperty(g => g.Routing, decision)
                        .SetProperty(g => g.CompletedAt, now),
                    token);
                if (moved is null)
                {
                    return new RouteResult(false, null, null);
                }

                if (group.ParentId is not { } parent)
                {
                    return new RouteResult(true, group.GroupId, null);
                }

                // The root waits for nothing but this child; were it otherwise, the child would have been discarded with it.
                return await CompleteWaitingRootAsync(db, group.RunId, parent, now, token)
                    ? new RouteResult(true, parent, null)
                    : throw new InvalidOperationException($"Root {parent} of the verified child {group.GroupId} was not waiting for it.");
            },
            cancellationToken);
    }

    /// <summary>Verified → AwaitingChild for a root, and its guided child is admitted in the same transaction.</summary>
    /// <param name="claim">The caller's claim on a verified root.</param>
    /// <param name="hint">The usable hint.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    public Task<RouteResult> GuideAsync(ClaimAttempt claim, HintRow hint, CancellationToken cancellationToken)
    {
        var (root, holder) = Claimed(claim);
        ArgumentNullException.ThrowIfNull(hint);
        if (root.ParentId is not null)
        {
            throw new ArgumentException($"Group {root.GroupId} is itself a child.", nameof(claim));
        }

        return database.WriteAsync(
            async (db, token) =>
            {
                var now = await database.NowAsync(db, token);
                var moved = await MoveAsync(
                    db,
                    root,
                    holder,
                    GroupState.Verified,
                    row => row
                        .SetProperty(g => g.State, GroupState.AwaitingChild)
                        .SetProperty(g => g.Routing, RoutingDecision.Guided),
                    token);
                if (moved is null)
                {
                    return new RouteResult(false, null, null);
                }

                var child = new GroupRow
                {
                    RunId = root.RunId,
                    GroupId = GroupId.Derive(root.RunId, root.Purpose, root.Ordinal, root.PromptId, root.GroupId, hint.HintId),
                    Purpose = root.Purpose,
                    Ordinal = root.Ordinal,
                    PromptId = root.PromptId,
                    ParentId = root.GroupId,
                    HintId = hint.HintId,
                    GroupSize = root.GroupSize,
                    State = GroupState.Admitted,
                    MinimumPolicyVersion = root.MinimumPolicyVersion,
                    SentAt = now,
                    AdmittedAt = now,
                };
                db.Groups.Add(child);
                await db.SaveChangesAsync(token);
                return new RouteResult(true, null, child);
            },
            cancellationToken);
    }

    /// <summary>
    /// Discards a group that still waits for a stage (Admitted, Sampled, Verified), and settles its lineage in the same transaction: a
    /// discarded child completes its root, which then trains alone; a discarded root takes its lineage with it. A group that has moved
    /// on needs no discarding: nothing happens.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="groupId">The group.</param>
    /// <param name="reason">Why.</param>
    /// <param name="detail">A sentence for the reader; null = none.</param>
    /// <param name="holder">Discards only if this claim still holds it; null = whoever holds it.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    public Task<DiscardResult> DiscardAsync(string runId, Guid groupId, DiscardReason reason, string? detail, string? holder, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (db, token) =>
            {
                var group = await db.Groups.Of(runId, groupId).SingleOrDefaultAsync(token);
                return group is null ? DiscardResult.Nothing : await DiscardAsync(db, group, reason, detail, holder, token);
            },
            cancellationToken);

    /// <summary>The same inside a transaction of the caller's.</summary>
    internal async Task<DiscardResult> DiscardAsync(
        GuideDbContext db, GroupRow group, DiscardReason reason, string? detail, string? holder, CancellationToken cancellationToken)
    {
        var now = await database.NowAsync(db, cancellationToken);
        var text = detail is null ? null : GuideDatabase.Storable(detail);
        var rows = await db.Groups.Of(group.RunId, group.GroupId)
            .Where(row => (row.State == GroupState.Admitted || row.State == GroupState.Sampled || row.State == GroupState.Verified)
                && (holder == null || row.ClaimedBy == holder))
            .ExecuteUpdateAsync(
                row => row
                    .SetProperty(g => g.State, GroupState.Discarded)
                    .SetProperty(g => g.DiscardReason, reason)
                    .SetProperty(g => g.DiscardDetail, text)
                    .SetProperty(g => g.EndedAt, now)
                    .SetProperty(g => g.ClaimedBy, (string?)null)
                    .SetProperty(g => g.ClaimedUntil, (DateTimeOffset?)null),
                cancellationToken);
        if (rows == 0)
        {
            return DiscardResult.Nothing;
        }

        // A root in one of these states has no child yet: the child is made by the transition to AwaitingChild.
        if (group.ParentId is not { } parent)
        {
            return new DiscardResult(group.GroupId, null);
        }

        return await CompleteWaitingRootAsync(db, group.RunId, parent, now, cancellationToken)
            ? new DiscardResult(null, parent)
            : throw new InvalidOperationException($"Root {parent} of the discarded child {group.GroupId} was not waiting for it.");
    }

    /// <summary>The guarded move of a claimed group, which ends the claim: the row after it; null: state or claim were no longer the caller's.</summary>
    private static async Task<GroupRow?> MoveAsync(
        GuideDbContext db, GroupRow group, string holder, GroupState from, Action<UpdateSettersBuilder<GroupRow>> set, CancellationToken cancellationToken)
    {
        var rows = await db.Groups.Of(group.RunId, group.GroupId)
            .Where(row => row.State == from && row.ClaimedBy == holder)
            .ExecuteUpdateAsync(
                row =>
                {
                    set(row);
                    row.SetProperty(g => g.ClaimedBy, (string?)null).SetProperty(g => g.ClaimedUntil, (DateTimeOffset?)null);
                },
                cancellationToken);
        return rows == 1 ? await db.Groups.Of(group.RunId, group.GroupId).SingleAsync(cancellationToken) : null;
    }

    private static async Task<bool> CompleteWaitingRootAsync(GuideDbContext db, string runId, Guid rootId, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Groups.Of(runId, rootId)
            .Where(row => row.State == GroupState.AwaitingChild)
            .ExecuteUpdateAsync(row => row.SetProperty(g => g.State, GroupState.Completed).SetProperty(g => g.CompletedAt, now), cancellationToken) == 1;

    private static (GroupRow Group, string Holder) Claimed(ClaimAttempt claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return claim is { Outcome: ClaimOutcome.Claimed, Group: { } group, Holder: { } holder }
            ? (group, holder)
            : throw new ArgumentException($"The group is not claimed ({claim.Outcome}).", nameof(claim));
    }
}
