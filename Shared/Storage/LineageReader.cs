using Guide.Contracts;
using Guide.Recipes;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Storage;

/// <summary>Reads lineages for the Learner: in admission order, never in order of arrival.</summary>
public sealed class LineageReader(GuideDatabase database)
{
    /// <summary>The completed roots at the front of the open ones.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="recipe">Its recipe.</param>
    /// <param name="limit">Open roots looked at, from the oldest.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public Task<LineageFront> FrontAsync(string runId, RunRecipe recipe, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                // The run first: a root admitted after it was read only makes the front shorter, never the end early.
                var run = await db.Runs.SingleOrDefaultAsync(row => row.RunId == runId, token)
                    ?? throw new InvalidOperationException($"There is no run '{runId}'.");
                // Looked at after every completed group: no column more than the decision needs.
                var roots = await db.Groups.OpenRoots(runId).OrderBy(group => group.Ordinal).Take(limit)
                    .Select(group => new { group.GroupId, group.Ordinal, group.State }).ToListAsync(token);
                var open = roots.Count < limit ? roots.Count : await db.Groups.OpenRoots(runId).CountAsync(token);
                return new LineageFront(
                    [.. roots.TakeWhile(root => root.State == GroupState.Completed).Select(root => new CompletedRoot(root.GroupId, root.Ordinal))],
                    roots.Count(root => root.State != GroupState.Completed),
                    open,
                    run.NextOrdinal >= Admission.TotalDraws(run, recipe),
                    run.State != RunState.Running);
            },
            cancellationToken);

    /// <summary>Lineages that the Learner discarded while putting together the step that makes this version.</summary>
    public Task<int> DiscardedForAsync(string runId, int version, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => db.Groups.CountAsync(
                group => group.RunId == runId && group.ParentId == null && group.State == GroupState.Discarded && group.ConsumingVersion == version, token),
            cancellationToken);

    /// <summary>Rollouts and effective verdicts of lineages, in the order of the roots given.</summary>
    public async Task<IReadOnlyList<StoredLineage>> LoadAsync(string runId, IReadOnlyList<Guid> rootIds, CancellationToken cancellationToken)
    {
        var lineages = new List<StoredLineage>(rootIds.Count);
        foreach (var batch in rootIds.Chunk(64))
        {
            var roots = (await database.GroupsAsync(runId, batch, cancellationToken)).ToDictionary(group => group.GroupId);
            var children = await database.ReadAsync(
                (db, token) => db.Groups
                    .Where(group => group.RunId == runId && group.ParentId != null && batch.Contains(group.ParentId.Value)
                        && (group.State == GroupState.Completed || group.State == GroupState.Consumed))
                    .ToDictionaryAsync(group => group.ParentId!.Value, token),
                cancellationToken);
            Guid[] ids = [.. batch, .. children.Values.Select(child => child.GroupId)];
            var rollouts = (await database.RolloutsAsync(runId, ids, cancellationToken)).OrderBy(row => row.Slot).ToLookup(row => row.GroupId);
            var verdicts = (await database.VerdictsAsync(runId, ids, cancellationToken)).ToLookup(row => row.GroupId);
            foreach (var rootId in batch)
            {
                var root = roots[rootId];
                var child = children.GetValueOrDefault(rootId);
                lineages.Add(new StoredLineage
                {
                    Root = root,
                    Child = child,
                    Unguided = [.. rollouts[root.GroupId]],
                    Guided = child is null ? [] : [.. rollouts[child.GroupId]],
                    Verdicts = new[] { root, child }.OfType<GroupRow>()
                        .SelectMany(group => EffectiveVerdicts.Of(verdicts[group.GroupId], group.VerifierSetVersion).Values)
                        .ToDictionary(verdict => (verdict.GroupId, verdict.Slot)),
                });
            }
        }

        return lineages;
    }
}
