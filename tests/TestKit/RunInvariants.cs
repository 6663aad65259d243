using Guide.Contracts;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.TestKit;

/// <summary>What holds for every ended run, whatever happened to it.</summary>
internal static class RunInvariants
{
    public static async Task<IReadOnlyList<GroupRow>> AssertAsync(GuideDatabase database, string runId)
    {
        var (run, groups, rollouts, verdicts, versions, steps) = await database.ReadAsync(
            async (db, token) => (
                await db.Runs.SingleAsync(r => r.RunId == runId, token),
                await db.Groups.Where(g => g.RunId == runId).OrderBy(g => g.Ordinal).ToListAsync(token),
                await db.Rollouts.Where(r => r.RunId == runId).Select(r => new { r.GroupId, r.Slot }).ToListAsync(token),
                await db.Verdicts.Where(v => v.RunId == runId).Select(v => new { v.GroupId, v.Slot, v.Attempt }).ToListAsync(token),
                await db.PolicyVersions.Where(v => v.RunId == runId).OrderBy(v => v.Version).ToListAsync(token),
                await db.StepRollouts.Where(s => s.RunId == runId).Select(s => new { s.Version, s.GroupId, s.Slot }).ToListAsync(token)),
            CancellationToken.None);

        Assert.Equal(RunState.Ended, run.State);
        // Evaluations and replays are nobody's draw, and nothing of them is left open.
        Assert.DoesNotContain(groups, g => g.Purpose != Purpose.Train && g.State is GroupState.Admitted or GroupState.Sampled or GroupState.Verified);
        groups = groups.FindAll(g => g.Purpose == Purpose.Train);
        var trained = groups.Select(g => g.GroupId).ToHashSet();
        rollouts = rollouts.FindAll(r => trained.Contains(r.GroupId));
        var roots = groups.Where(g => g.ParentId is null).ToList();
        // Every draw that was counted has its root, once; every root has exactly one end.
        Assert.Equal(Enumerable.Range(0, (int)run.NextOrdinal).Select(i => (long)i), roots.Select(r => r.Ordinal));
        Assert.All(groups, g => Assert.True(g.State is GroupState.Consumed or GroupState.Discarded, $"Group {g.GroupId} is {g.State}."));
        Assert.All(groups, g => Assert.Equal(g.State == GroupState.Discarded, g.DiscardReason != DiscardReason.None));
        Assert.All(groups.Where(g => g.State == GroupState.Consumed), g => Assert.NotNull(g.ConsumingVersion));

        // A child shares its root's end, or was discarded before it.
        foreach (var child in groups.Where(g => g.ParentId is not null))
        {
            var root = Assert.Single(roots, r => r.GroupId == child.ParentId);
            Assert.Equal(root.Ordinal, child.Ordinal);
            Assert.True(
                (child.State, child.ConsumingVersion, child.DiscardReason) == (root.State, root.ConsumingVersion, root.DiscardReason) || child.State == GroupState.Discarded,
                $"Child {child.GroupId} is {child.State}, its root {root.State}.");
        }

        // Versions gapless; consumed = Σ step sizes; each step's lineages are those that name it.
        Assert.Equal(Enumerable.Range(0, versions.Count), versions.Select(v => v.Version));
        Assert.Equal(roots.Count(r => r.State == GroupState.Consumed), versions.Sum(v => v.Lineages));
        Assert.All(versions.Skip(1), v => Assert.Equal(v.Lineages, roots.Count(r => r.State == GroupState.Consumed && r.ConsumingVersion == v.Version)));

        // Tokens of a group: all slots or none. Consumed rows: all of the lineage, once.
        foreach (var group in groups)
        {
            var slots = rollouts.Where(r => r.GroupId == group.GroupId).Select(r => r.Slot).Order().ToArray();
            Assert.Equal(group.SampledAt is null ? [] : Enumerable.Range(0, group.GroupSize), slots);
            if (group.VerifiedAt is not null)
            {
                Assert.Equal(slots, verdicts.Where(v => v.GroupId == group.GroupId && v.Attempt == 1).Select(v => v.Slot).Order());
            }
        }

        var consumed = groups.Where(g => g.State == GroupState.Consumed).Select(g => g.GroupId).ToHashSet();
        Assert.Equal(
            rollouts.Where(r => consumed.Contains(r.GroupId)).Select(r => (r.GroupId, r.Slot)).Order(),
            steps.Select(s => (s.GroupId, s.Slot)).Order());
        return groups;
    }

    /// <summary>Everything that a deterministic run fixes, one line a fact, to compare runs by.</summary>
    public static async Task<IReadOnlyList<string>> FingerprintAsync(GuideDatabase database, string runId)
    {
        var (groups, rollouts, verdicts, versions, steps) = await database.ReadAsync(
            async (db, token) => (
                await db.Groups.Where(g => g.RunId == runId).ToListAsync(token),
                await db.Rollouts.Where(r => r.RunId == runId).ToListAsync(token),
                await db.Verdicts.Where(v => v.RunId == runId).ToListAsync(token),
                await db.PolicyVersions.Where(v => v.RunId == runId).ToListAsync(token),
                await db.StepRollouts.Where(s => s.RunId == runId).ToListAsync(token)),
            CancellationToken.None);
        return [.. groups.Select(g => $"group {g.Ordinal} {g.GroupId} {g.State} v{g.PolicyVersion} {g.Routing} {g.DiscardReason} → {g.ConsumingVersion}")
            .Concat(rollouts.Select(r => $"rollout {r.GroupId} {r.Slot} [{string.Join(' ', r.TokenIds)}] [{string.Join(' ', r.BehaviorLogProbs)}]"))
            .Concat(verdicts.Select(v => $"verdict {v.GroupId} {v.Slot} {v.Attempt} {v.Outcome} {v.Reward}"))
            .Concat(versions.Select(v => $"version {v.Version} {v.CheckpointSha256} {v.Lineages} {v.Metrics}"))
            .Concat(steps.Select(s => $"step {s.Version} {s.Ordinal} {s.GroupId} {s.Slot} {s.Role} {s.Advantage} [{string.Join(' ', s.TokenAdvantages ?? [])}] [{string.Join(' ', s.TokenValues ?? [])}]"))
            .Order(StringComparer.Ordinal)];
    }

    public static Task<string> DescribeAsync(GuideDatabase database, string runId) => database.ReadAsync(
        async (db, token) => string.Join(", ", (await db.Groups.Where(g => g.RunId == runId)
            .GroupBy(g => g.State).Select(g => new { State = g.Key, Count = g.Count() }).ToListAsync(token)).Select(g => $"{g.State} {g.Count}")),
        CancellationToken.None);
}
