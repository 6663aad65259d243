using Guide.Contracts;
using Guide.Storage.Batches;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Guide.Storage;

/// <summary>
/// The state machine of docs/architecture.md, "States": one short transaction a transition: <c>UPDATE … WHERE id AND state = expected</c>; no row ⇒ nothing is
/// written and the caller acts on what is stored. What a transition returns is the row as it is stored now. Root and child of a lineage move together where the rules say so.
/// </summary>
public sealed class GroupTransitions
{
    private readonly GuideDatabase _database;
    private readonly Batcher<Sampled, GroupRow?> _sampled;
    private readonly Batcher<Verified, GroupRow?> _verified;
    private readonly Batcher<Completed, RouteResult> _completed;
    private readonly Batcher<CompletedAtOnce, RouteResult> _completedAtOnce;
    private readonly Batcher<Guided, RouteResult> _guided;
    private readonly ClaimOptions _claims;

    /// <summary>Transitions of a database's groups. Those that come together are one transaction.</summary>
    /// <param name="database">Where they are.</param>
    /// <param name="claims">How long claims last.</param>
    public GroupTransitions(GuideDatabase database, IOptions<ClaimOptions> claims)
    {
        ArgumentNullException.ThrowIfNull(claims);
        (_database, _claims) = (database, claims.Value);
        _sampled = new((batch, token) => database.WriteAsync((db, inner) => SampleAsync(db, batch, inner), token), static sampled => sampled.Weight);
        _verified = new((batch, token) => database.WriteAsync((db, inner) => VerifyAsync(db, batch, inner), token));
        _completed = new((batch, token) => database.WriteAsync((db, inner) => CompleteAsync(db, batch, inner), token));
        _completedAtOnce = new(CompleteAtOnceAsync);
        _guided = new((batch, token) => database.WriteAsync((db, inner) => GuideAsync(db, batch, inner), token));
    }

    /// <summary>The group as stored; null when unknown.</summary>
    public Task<GroupRow?> FindAsync(string runId, Guid groupId, CancellationToken cancellationToken) =>
        _database.ReadAsync((db, token) => db.Groups.Of(runId, groupId).SingleOrDefaultAsync(token), cancellationToken);

    /// <summary>The guided child of a root; null when it has none.</summary>
    public Task<GroupRow?> ChildAsync(string runId, Guid rootId, CancellationToken cancellationToken) =>
        _database.ReadAsync((db, token) => db.Groups.SingleOrDefaultAsync(group => group.RunId == runId && group.ParentId == rootId, token), cancellationToken);

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
        var held = Held.Of(claim);
        ArgumentNullException.ThrowIfNull(rollouts);
        if (rollouts.Count != held.Group.GroupSize || rollouts.Where((row, slot) => row.Slot != slot || row.GroupId != held.Group.GroupId).Any())
        {
            throw new ArgumentException($"Group {held.Group.GroupId} needs rollouts for slots 0..{held.Group.GroupSize - 1} in order.", nameof(rollouts));
        }

        return _sampled.RunAsync(new Sampled(held, policyVersion, samplingContext, trainingContext, rollouts), cancellationToken);
    }

    /// <summary>Sampled → Verified, with the verdicts of every attempt.</summary>
    /// <param name="claim">The caller's claim.</param>
    /// <param name="verifierSetVersion">Names and versions of the verifiers that judged.</param>
    /// <param name="judged">Slots with a reward-bearing verdict.</param>
    /// <param name="correct">Slots judged Correct.</param>
    /// <param name="verdicts">All attempts on all slots.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>The group as stored now; null when the claim or the state is no longer the caller's.</returns>
    public Task<GroupRow?> VerifyAsync(
        ClaimAttempt claim, string verifierSetVersion, int judged, int correct, IReadOnlyList<VerdictRow> verdicts, CancellationToken cancellationToken) =>
        _verified.RunAsync(new Verified(Held.Of(claim), verifierSetVersion, judged, correct, verdicts), cancellationToken);

    /// <summary>Verified → Completed for the lineage: a root alone, or a guided child together with its root.</summary>
    /// <param name="claim">The caller's claim on a verified group.</param>
    /// <param name="decision">Why no (further) child.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    public Task<RouteResult> CompleteAsync(ClaimAttempt claim, RoutingDecision decision, CancellationToken cancellationToken) =>
        _completed.RunAsync(new Completed(Held.Of(claim), decision), cancellationToken);

    /// <summary>Verified → Completed for a root that is nobody's, without a claim before: where the decision needs no work.</summary>
    /// <param name="root">A verified root.</param>
    /// <param name="decision">Why no child.</param>
    /// <param name="takeOver">True for a redelivered message, see <see cref="GroupClaims"/>.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    public Task<RouteResult> CompleteAtOnceAsync(GroupRow root, RoutingDecision decision, bool takeOver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(root);
        return _completedAtOnce.RunAsync(new CompletedAtOnce(root, decision, takeOver), cancellationToken);
    }

    /// <summary>Verified → AwaitingChild for a root, and its guided child is admitted in the same transaction.</summary>
    /// <param name="claim">The caller's claim on a verified root.</param>
    /// <param name="hint">The usable hint.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    public Task<RouteResult> GuideAsync(ClaimAttempt claim, HintRow hint, CancellationToken cancellationToken)
    {
        var root = Held.Of(claim);
        ArgumentNullException.ThrowIfNull(hint);
        return root.Group.ParentId is null
            ? _guided.RunAsync(new Guided(root, hint), cancellationToken)
            : throw new ArgumentException($"Group {root.Group.GroupId} is itself a child.", nameof(claim));
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
        _database.WriteAsync(
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
        var now = await _database.NowAsync(db, cancellationToken);
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

    private async Task<IReadOnlyList<GroupRow?>> SampleAsync(GuideDbContext db, IReadOnlyList<Sampled> batch, CancellationToken cancellationToken)
    {
        var moved = await MoveAsync(
            db,
            batch,
            GroupState.Admitted,
            GroupState.Sampled,
            "policy_version = u.policy_version, sampling_context = u.sampling_context, training_context = u.training_context, sampled_at = @now, sent_at = @now, send_count = 1",
            [
                ("policy_version", batch.Select(sampled => sampled.PolicyVersion).ToArray()),
                ("sampling_context", batch.Select(sampled => GuideDbContext.ToBytes(sampled.SamplingContext)).ToArray()),
                ("training_context", batch.Select(sampled => GuideDbContext.ToBytes(sampled.TrainingContext)).ToArray()),
            ],
            cancellationToken);
        await _database.InsertAsync(db, [.. batch.Where((_, index) => moved[index] is not null).SelectMany(sampled => sampled.Rollouts)], cancellationToken);
        return moved;
    }

    private async Task<IReadOnlyList<GroupRow?>> VerifyAsync(GuideDbContext db, IReadOnlyList<Verified> batch, CancellationToken cancellationToken)
    {
        var moved = await MoveAsync(
            db,
            batch,
            GroupState.Sampled,
            GroupState.Verified,
            "verifier_set_version = u.verifier_set_version, judged_count = u.judged_count, correct_count = u.correct_count, verified_at = @now, sent_at = @now, send_count = 1",
            [
                ("verifier_set_version", batch.Select(verified => verified.VerifierSetVersion).ToArray()),
                ("judged_count", batch.Select(verified => verified.Judged).ToArray()),
                ("correct_count", batch.Select(verified => verified.Correct).ToArray()),
            ],
            cancellationToken);
        await _database.InsertAsync(db, [.. batch.Where((_, index) => moved[index] is not null).SelectMany(verified => verified.Verdicts)], cancellationToken);
        return moved;
    }

    private async Task<IReadOnlyList<RouteResult>> CompleteAsync(GuideDbContext db, IReadOnlyList<Completed> batch, CancellationToken cancellationToken)
    {
        var moved = await MoveAsync(
            db,
            batch,
            GroupState.Verified,
            GroupState.Completed,
            "routing = u.routing, completed_at = @now",
            [("routing", batch.Select(completed => (int)completed.Decision).ToArray())],
            cancellationToken);
        var results = new RouteResult[batch.Count];
        for (var i = 0; i < batch.Count; i++)
        {
            results[i] = moved[i] switch
            {
                null => new RouteResult(false, null, null),
                { ParentId: null, GroupId: var root } => new RouteResult(true, root, null),
                // The root waits for nothing but this child; were it otherwise, the child would have been discarded with it.
                { ParentId: { } parent } child => await CompleteWaitingRootAsync(db, child.RunId, parent, child.CompletedAt!.Value, cancellationToken)
                    ? new RouteResult(true, parent, null)
                    : throw new InvalidOperationException($"Root {parent} of the verified child {child.GroupId} was not waiting for it."),
            };
        }

        return results;
    }

    /// <summary>The same for roots that nobody works on and that need no work: no claim goes before.</summary>
    private async Task<IReadOnlyList<RouteResult>> CompleteAtOnceAsync(IReadOnlyList<CompletedAtOnce> batch, CancellationToken cancellationToken)
    {
        var moved = await _database.ChangeAsync(
            new GroupsChange(
                "state = @to, claimed_by = NULL, claimed_until = NULL, routing = u.routing, completed_at = @now",
                $"g.state = @from AND g.parent_id IS NULL AND (u.take_over OR {GroupClaims.Free})",
                [("to", (int)GroupState.Completed), ("from", (int)GroupState.Verified), ("impossible", _claims.Impossible)],
                [
                    ("run_id", batch.Select(item => item.Group.RunId).ToArray()),
                    ("id", batch.Select(item => item.Group.GroupId).ToArray()),
                    ("take_over", batch.Select(item => item.TakeOver).ToArray()),
                    ("routing", batch.Select(item => (int)item.Decision).ToArray()),
                ]),
            cancellationToken);
        return [.. moved.Select(static root => root is null ? new RouteResult(false, null, null) : new RouteResult(true, root.GroupId, null))];
    }

    private async Task<IReadOnlyList<RouteResult>> GuideAsync(GuideDbContext db, IReadOnlyList<Guided> batch, CancellationToken cancellationToken)
    {
        var moved = await MoveAsync(
            db,
            batch,
            GroupState.Verified,
            GroupState.AwaitingChild,
            $"routing = {(int)RoutingDecision.Guided}",
            [],
            cancellationToken);
        var now = await _database.NowAsync(db, cancellationToken);
        var children = moved.Select((root, index) => root is null ? null : ChildOf(root, batch[index].Hint, now)).ToArray();
        await _database.InsertAsync(db, [.. children.OfType<GroupRow>()], cancellationToken);
        return [.. children.Select(static child => new RouteResult(child is not null, null, child))];
    }

    private static GroupRow ChildOf(GroupRow root, HintRow hint, DateTimeOffset now) => new()
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

    /// <summary>The guarded move of claimed groups, which ends their claims. Those that were moved, as they are now; of the others state or claim were no longer the caller's.</summary>
    private Task<IReadOnlyList<GroupRow?>> MoveAsync<T>(
        GuideDbContext db,
        IReadOnlyList<T> batch,
        GroupState from,
        GroupState to,
        string set,
        IReadOnlyList<(string Name, Array Values)> each,
        CancellationToken cancellationToken)
        where T : IHolds =>
        _database.ChangeAsync(
            db,
            new GroupsChange(
                $"state = @to, claimed_by = NULL, claimed_until = NULL, {set}",
                "g.state = @from AND g.claimed_by = u.holder",
                [("to", (int)to), ("from", (int)from)],
                [
                    ("run_id", batch.Select(item => item.Held.Group.RunId).ToArray()),
                    ("id", batch.Select(item => item.Held.Group.GroupId).ToArray()),
                    ("holder", batch.Select(item => item.Held.Holder).ToArray()),
                    .. each,
                ]),
            cancellationToken);

    private static async Task<bool> CompleteWaitingRootAsync(GuideDbContext db, string runId, Guid rootId, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Groups.Of(runId, rootId)
            .Where(row => row.State == GroupState.AwaitingChild)
            .ExecuteUpdateAsync(row => row.SetProperty(g => g.State, GroupState.Completed).SetProperty(g => g.CompletedAt, now), cancellationToken) == 1;

    private interface IHolds
    {
        Held Held { get; }
    }

    /// <summary>A group that its caller has claimed.</summary>
    private sealed record Held(GroupRow Group, string Holder)
    {
        public static Held Of(ClaimAttempt claim)
        {
            ArgumentNullException.ThrowIfNull(claim);
            return claim is { Outcome: ClaimOutcome.Claimed, Group: { } group, Holder: { } holder }
                ? new Held(group, holder)
                : throw new ArgumentException($"The group is not claimed ({claim.Outcome}).", nameof(claim));
        }
    }

    private sealed record Sampled(Held Held, int PolicyVersion, int[] SamplingContext, int[] TrainingContext, IReadOnlyList<RolloutRow> Rollouts) : IHolds
    {
        /// <summary>Numbers that the batch holds for it.</summary>
        public long Weight { get; } = SamplingContext.Length + TrainingContext.Length + Rollouts.Sum(rollout => rollout.TokenIds.LongLength + rollout.BehaviorLogProbs.LongLength + rollout.Text.Length);
    }

    private sealed record Verified(Held Held, string VerifierSetVersion, int Judged, int Correct, IReadOnlyList<VerdictRow> Verdicts) : IHolds;

    private sealed record Completed(Held Held, RoutingDecision Decision) : IHolds;

    private sealed record CompletedAtOnce(GroupRow Group, RoutingDecision Decision, bool TakeOver);

    private sealed record Guided(Held Held, HintRow Hint) : IHolds;
}
