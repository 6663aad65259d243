using Guide.Contracts;
using Guide.Storage;

using Microsoft.EntityFrameworkCore;

namespace Guide.EndToEndTests;

/// <summary>What must add up in the database of a run that has ended, however often it was interrupted.</summary>
internal static class RunAccounts
{
    /// <summary>Checks the accounts and gives (consumed, discarded) roots.</summary>
    public static Task<(int Consumed, int Discarded)> CheckAsync(GuideDatabase database, string runId) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var groups = await db.Groups.Where(g => g.RunId == runId && g.Purpose == Purpose.Train)
                    .Select(g => new { g.GroupId, g.ParentId, g.Ordinal, g.State, g.DiscardReason, g.Routing, g.GroupSize, g.CorrectCount, g.JudgedCount, g.ConsumingVersion, g.HintId })
                    .ToListAsync(token);
                var roots = groups.Where(g => g.ParentId == null).ToList();
                var children = groups.Where(g => g.ParentId != null).ToList();

                // Every admitted root has exactly one end, and a reason if it was discarded.
                Assert.All(roots, g => Assert.True(g.State is GroupState.Consumed or GroupState.Discarded, $"{g.GroupId} is {g.State}"));
                Assert.All(roots.Where(g => g.State == GroupState.Discarded), g => Assert.NotEqual(DiscardReason.None, g.DiscardReason));
                Assert.Equal(Enumerable.Range(0, roots.Count).Select(i => (long)i), roots.Select(g => g.Ordinal).Order());

                // Versions are gapless, consumed = Σ step sizes.
                var versions = await db.PolicyVersions.Where(v => v.RunId == runId).OrderBy(v => v.Version).ToListAsync(token);
                Assert.Equal(Enumerable.Range(0, versions.Count), versions.Select(v => v.Version));
                var consumed = roots.Where(g => g.State == GroupState.Consumed).ToList();
                Assert.Equal(versions.Sum(v => v.Lineages), consumed.Count);

                // Each consumed rollout is accounted for once, with its verdict.
                var used = (await db.StepRollouts.Where(s => s.RunId == runId).Select(s => new { s.GroupId, s.Slot }).ToListAsync(token)).ToHashSet();
                var rollouts = await db.Rollouts.Where(r => r.RunId == runId).Select(r => new { r.GroupId, r.Slot }).ToListAsync(token);
                var ids = consumed.Select(g => g.GroupId).Concat(children.Where(c => c.State == GroupState.Consumed).Select(c => c.GroupId)).ToHashSet();
                Assert.Equal(rollouts.Where(r => ids.Contains(r.GroupId)).ToHashSet(), used);
                var judged = (await db.Verdicts.Where(v => v.RunId == runId).Select(v => new { v.GroupId, v.Slot }).ToListAsync(token)).ToHashSet();
                Assert.All(used, row => Assert.Contains(row, judged));
                Assert.All(consumed, g => Assert.Equal(g.GroupSize, rollouts.Count(r => r.GroupId == g.GroupId)));

                // One decision each; a child has a hint and its root's end.
                Assert.All(consumed, g => Assert.NotNull(g.Routing));
                Assert.All(children, c => Assert.NotNull(c.HintId));
                Assert.Equal(children.Count, children.Select(c => c.ParentId).Distinct().Count());
                return (consumed.Count, roots.Count - consumed.Count);
            },
            CancellationToken.None);
}
