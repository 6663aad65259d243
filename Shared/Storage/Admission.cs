using Guide.Contracts;
using Guide.Recipes;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Storage;

/// <summary>
/// Admits roots under back-pressure. Open roots (purpose train; neither consumed nor discarded) never exceed (S+1)·B, counted inside the
/// admitting transaction under a lock on the run's row, so the bound holds across restarts and two Producers. Nor do they exceed what
/// the remaining steps can take.
/// </summary>
public sealed class Admission(GuideDatabase database)
{
    // Bounds one transaction, not the admission: the caller comes again.
    private const int RootsPerTransaction = 256;

    /// <summary>Admits what fits now, at most a batch.</summary>
    /// <exception cref="InvalidOperationException">There is no such run, or its data set is incomplete.</exception>
    public Task<AdmissionResult> AdmitAsync(string runId, RunRecipe recipe, PromptOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(order);
        return database.WriteAsync(
            async (db, token) =>
            {
                var run = await database.LockRunAsync(db, runId, token) ?? throw new InvalidOperationException($"There is no run '{runId}'.");
                var total = TotalDraws(run, recipe);
                var open = await db.Groups.OpenRoots(runId).CountAsync(token);
                if (run.State != RunState.Running)
                {
                    return new AdmissionResult([], open, run.NextOrdinal >= total, RunEnded: true);
                }

                var version = await db.PolicyVersions.Where(row => row.RunId == runId).MaxAsync(row => row.Version, token);
                var step = recipe.Step;
                var wanted = Math.Min(step.MaxStaleness + 1L, step.Steps - (long)version) * step.RootGroupsPerStep;
                var count = (int)Math.Min(Math.Min(wanted - open, total - run.NextOrdinal), RootsPerTransaction);
                if (count <= 0)
                {
                    return new AdmissionResult([], open, run.NextOrdinal >= total, RunEnded: false);
                }

                var roots = await RootsAsync(db, run, recipe, order, version, count, token);
                await database.InsertAsync(db, roots, token);
                await db.Runs.Where(row => row.RunId == runId)
                    .ExecuteUpdateAsync(row => row.SetProperty(r => r.NextOrdinal, run.NextOrdinal + count), token);
                return new AdmissionResult(roots, open + count, run.NextOrdinal + count >= total, RunEnded: false);
            },
            cancellationToken);
    }

    /// <summary>The next roots of a run, in the order of its draws.</summary>
    private async Task<GroupRow[]> RootsAsync(GuideDbContext db, RunRow run, RunRecipe recipe, PromptOrder order, int version, int count, CancellationToken token)
    {
        var positions = Enumerable.Range(0, count).Select(i => order.PositionOf(run.NextOrdinal + i)).ToArray();
        var distinct = positions.Distinct().ToArray();
        var ids = await db.Prompts
            .Where(prompt => prompt.RunId == run.RunId && prompt.PromptSet == PromptRow.TrainSet && distinct.Contains(prompt.Position))
            .Select(prompt => new { prompt.Position, prompt.PromptId })
            .ToDictionaryAsync(prompt => prompt.Position, prompt => prompt.PromptId, token);
        var now = await database.NowAsync(db, token);
        var roots = new GroupRow[count];
        for (var i = 0; i < count; i++)
        {
            var ordinal = run.NextOrdinal + i;
            var promptId = ids.GetValueOrDefault(positions[i])
                ?? throw new InvalidOperationException($"The run '{run.RunId}' has no training prompt at position {positions[i]}.");
            roots[i] = new GroupRow
            {
                RunId = run.RunId,
                GroupId = GroupId.Derive(run.RunId, Purpose.Train, ordinal, promptId),
                Purpose = Purpose.Train,
                Ordinal = ordinal,
                PromptId = promptId,
                GroupSize = recipe.Sampling.GroupSize,
                State = GroupState.Admitted,
                // Not version − S: the root may wait S further steps for its turn, and would then be 2·S old.
                MinimumPolicyVersion = version,
                SentAt = now,
                AdmittedAt = now,
            };
        }

        return roots;
    }

    /// <summary>All draws of a run: prompts times epochs.</summary>
    internal static long TotalDraws(RunRow run, RunRecipe recipe) => (long)run.TrainPrompts * recipe.Data.Epochs;
}
