using Guide.Contracts;
using Guide.Recipes;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Storage;

/// <summary>Creates runs and reads what belongs to a run as a whole.</summary>
public sealed class RunStore(GuideDatabase database)
{
    private const int PromptsPerBatch = 2000;

    /// <summary>
    /// Stores a new run with its prompts and version 0 in one transaction: either a run is whole or it is not there.
    /// </summary>
    /// <returns>False when a run of this id with the same recipe hash exists already (then nothing is written): resume it.</returns>
    /// <exception cref="GuideException">A run of this id has another recipe (exit code 2).</exception>
    public Task<bool> CreateAsync(RunRow run, IReadOnlyList<PromptRow> prompts, PolicyVersionRow initialVersion, CancellationToken cancellationToken) =>
        CreateAsync(run, prompts, [], initialVersion, cancellationToken);

    /// <summary>The same, with hints that were checked before: those of the prompts that the run is measured on.</summary>
    /// <returns>False when a run of this id with the same recipe hash exists already (then nothing is written): resume it.</returns>
    /// <exception cref="GuideException">A run of this id has another recipe (exit code 2).</exception>
    public Task<bool> CreateAsync(RunRow run, IReadOnlyList<PromptRow> prompts, IReadOnlyList<HintRow> hints, PolicyVersionRow initialVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(hints);
        ArgumentNullException.ThrowIfNull(initialVersion);
        return database.WriteAsync(
            async (db, token) =>
            {
                if (await db.Runs.SingleOrDefaultAsync(existing => existing.RunId == run.RunId, token) is { } existing)
                {
                    return existing.RecipeHash == run.RecipeHash
                        ? false
                        : throw GuideException.Usage(
                            $"The run '{run.RunId}' exists with another recipe (hash {existing.RecipeHash[..12]}, not {run.RecipeHash[..12]}): choose another run, or the recipe it was created with.");
                }

                db.Runs.Add(run);
                db.PolicyVersions.Add(initialVersion);
                await db.SaveChangesAsync(token);
                foreach (var batch in prompts.Chunk(PromptsPerBatch))
                {
                    db.ChangeTracker.Clear();
                    db.Prompts.AddRange(batch);
                    await db.SaveChangesAsync(token);
                }

                foreach (var batch in hints.Chunk(PromptsPerBatch))
                {
                    db.ChangeTracker.Clear();
                    db.Hints.AddRange(batch);
                    await db.SaveChangesAsync(token);
                }

                return true;
            },
            cancellationToken);
    }

    /// <summary>The run's row; null when there is none.</summary>
    public Task<RunRow?> FindAsync(string runId, CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Runs.SingleOrDefaultAsync(run => run.RunId == runId, token), cancellationToken);

    /// <summary>The run's frozen recipe.</summary>
    /// <exception cref="GuideException">There is no such run.</exception>
    public async Task<RunRecipe> RecipeAsync(string runId, CancellationToken cancellationToken)
    {
        var run = await FindAsync(runId, cancellationToken)
            ?? throw new GuideException($"There is no run '{runId}' in {database.Description}.");
        return RecipeJson.Thaw(run.Recipe);
    }

    /// <summary>The newest committed policy version; null before version 0.</summary>
    public Task<PolicyVersionRow?> NewestVersionAsync(string runId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => db.PolicyVersions.Where(version => version.RunId == runId).OrderByDescending(version => version.Version).FirstOrDefaultAsync(token),
            cancellationToken);

    /// <summary>One committed policy version; null when there is none.</summary>
    public Task<PolicyVersionRow?> VersionAsync(string runId, int version, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => db.PolicyVersions.SingleOrDefaultAsync(row => row.RunId == runId && row.Version == version, token),
            cancellationToken);
}
