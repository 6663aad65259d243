using System.Text.Json;

using Guide.Contracts;
using Guide.Recipes;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Storage.Background;

/// <summary>
/// Evaluations as groups. They are rows first: whoever wants one writes them unsent, and the run's Producer sends them a few at a time
/// (<see cref="BackgroundDispatch"/>). They are not counted at admission, and no step takes them.
/// </summary>
public sealed class EvaluationGroups(GuideDatabase database)
{
    /// <summary>Writes the groups of evaluations that are not there yet. A run that has ended is open again for them.</summary>
    /// <returns>How many groups are new.</returns>
    /// <exception cref="GuideException">There is no such run or version (exit code 2).</exception>
    public Task<int> RequestAsync(string runId, IReadOnlyList<EvaluationTarget> targets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(targets);
        return database.WriteAsync(
            async (db, token) =>
            {
                var run = await database.LockRunAsync(db, runId, token) ?? throw GuideException.Usage($"There is no run '{runId}'.");
                var now = await database.NowAsync(db, token);
                var added = 0;
                foreach (var target in targets)
                {
                    if (!await db.PolicyVersions.AnyAsync(row => row.RunId == runId && row.Version == target.Version, token))
                    {
                        throw GuideException.Usage($"The run '{runId}' has no version {target.Version}.");
                    }

                    added += await AddAsync(db, run, target, now, token);
                }

                if (added > 0)
                {
                    await RunEnd.ReopenAsync(db, run, token);
                }

                return added;
            },
            cancellationToken);
    }

    /// <summary>Adds a set of prompts that a run is measured on; one that is there already must be the same.</summary>
    /// <exception cref="GuideException">Exit code 2: the set holds other prompts, or one of them is in another set of the run.</exception>
    public Task AddSetAsync(string runId, string set, IReadOnlyList<PromptRow> prompts, IReadOnlyList<HintRow> hints, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(hints);
        return database.WriteAsync(
            async (db, token) =>
            {
                _ = await database.LockRunAsync(db, runId, token) ?? throw GuideException.Usage($"There is no run '{runId}'.");
                var there = await db.Prompts.Where(p => p.RunId == runId && p.PromptSet == set).OrderBy(p => p.Position).Select(p => new { p.PromptId, p.Domain, p.Text, p.Gold, p.Hint, p.Solution, p.Tests, p.RelTol, p.Difficulty }).ToListAsync(token);
                if (there.Count > 0)
                {
                    return there.SequenceEqual(prompts.Select(p => new { p.PromptId, p.Domain, p.Text, p.Gold, p.Hint, p.Solution, p.Tests, p.RelTol, p.Difficulty }))
                        ? 0
                        : throw GuideException.Usage($"the run {runId} has a set '{set}' of other prompts: give this one another name.");
                }

                var ids = prompts.Select(p => p.PromptId).ToHashSet(StringComparer.Ordinal);
                if ((await db.Prompts.Where(p => p.RunId == runId).Select(p => new { p.PromptId, p.PromptSet }).ToListAsync(token)).Find(p => ids.Contains(p.PromptId)) is { } both)
                {
                    throw GuideException.Usage($"the prompt '{both.PromptId}' of '{set}' is also in the run's set '{both.PromptSet}': ids are unique in a run.");
                }

                foreach (var batch in prompts.Chunk(1000))
                {
                    db.ChangeTracker.Clear();
                    db.Prompts.AddRange(batch);
                    await db.SaveChangesAsync(token);
                }

                db.ChangeTracker.Clear();
                db.Hints.AddRange(hints);
                return await db.SaveChangesAsync(token);
            },
            cancellationToken);
    }

    /// <summary>The groups of an evaluation by the prompts' position; empty when nobody asked for it.</summary>
    public Task<IReadOnlyList<EvaluatedGroup>> OfAsync(string runId, EvaluationTarget target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        var settings = target.Settings.ToJson();
        return database.ReadAsync<IReadOnlyList<EvaluatedGroup>>(
            async (db, token) => await Of(db, runId, target, settings)
                .Join(
                    db.Prompts.Where(p => p.RunId == runId && p.PromptSet == target.PromptSet),
                    group => group.PromptId,
                    prompt => prompt.PromptId,
                    (group, prompt) => new { Group = group, prompt.Position, prompt.Domain, prompt.Difficulty })
                .OrderBy(row => row.Position)
                .Select(row => new EvaluatedGroup(
                    row.Group.GroupId,
                    row.Group.PromptId,
                    row.Domain,
                    row.Difficulty,
                    row.Group.State,
                    row.Group.DiscardReason,
                    row.Group.JudgedCount ?? 0,
                    row.Group.CorrectCount ?? 0,
                    db.Rollouts.Count(r => r.RunId == runId && r.GroupId == row.Group.GroupId && r.FinishReason == FinishReason.Length)))
                .ToListAsync(token),
            cancellationToken);
    }

    /// <summary>Whether an evaluation is there, and how many of its groups are still under way.</summary>
    public Task<(int Groups, int Open)> ProgressAsync(string runId, EvaluationTarget target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        var settings = target.Settings.ToJson();
        return database.ReadAsync(
            async (db, token) =>
            {
                var groups = Of(db, runId, target, settings).Where(group => db.Prompts.Any(p => p.RunId == runId && p.PromptId == group.PromptId && p.PromptSet == target.PromptSet));
                return (await groups.CountAsync(token), await groups.Open().CountAsync(token));
            },
            cancellationToken);
    }

    /// <summary>The evaluations of <c>evaluation.every_versions</c> whose versions are committed and which are not there yet.</summary>
    internal static async Task<int> AddDueAsync(GuideDbContext db, RunRow run, RunRecipe recipe, int after, int newest, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var every = recipe.Evaluation.EveryVersions;
        var added = 0;
        for (var version = ((after / every) + 1) * every; version <= newest; version += every)
        {
            added += await AddAsync(db, run, HeldOut(recipe, version, guided: false), now, cancellationToken);
        }

        return added;
    }

    /// <summary>What every run is measured at: its first and its last version, with hints and without. A policy that several arms of an experiment start from is measured once.</summary>
    internal static async Task AddFinalAsync(GuideDbContext db, RunRow run, RunRecipe recipe, int last, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (recipe.Evaluation.EveryVersions > 0)
        {
            await AddDueAsync(db, run, recipe, after: 0, last, now, cancellationToken);
        }

        foreach (var version in await IsFirstMeasuredElsewhereAsync(db, run, recipe, cancellationToken) ? [last] : new[] { 0, last }.Distinct())
        {
            foreach (var guided in (bool[])[false, true])
            {
                await AddAsync(db, run, HeldOut(recipe, version, guided), now, cancellationToken);
            }
        }
    }

    /// <summary>A run's own evaluation of a version.</summary>
    public static EvaluationTarget HeldOut(RunRecipe recipe, int version, bool guided)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return new(version, PromptRow.HeldOutSet, guided, recipe.Evaluation.SamplesPerProblem);
    }

    /// <summary>Another arm of the same experiment and seed has asked for the same first version, to be sampled in the same way on the same problems.</summary>
    private static async Task<bool> IsFirstMeasuredElsewhereAsync(GuideDbContext db, RunRow run, RunRecipe recipe, CancellationToken cancellationToken)
    {
        var first = await db.PolicyVersions.SingleAsync(row => row.RunId == run.RunId && row.Version == 0, cancellationToken);
        var others = await db.Runs.Where(other => other.Name == run.Name && other.Seed == run.Seed && other.RunId != run.RunId
                && db.PolicyVersions.Any(row => row.RunId == other.RunId && row.Version == 0 && row.CheckpointSha256 == first.CheckpointSha256)
                && db.Groups.Any(group => group.RunId == other.RunId && group.Purpose == Purpose.Eval && group.MinimumPolicyVersion == 0 && group.SamplingSettings == null
                    && group.GroupSize == recipe.Evaluation.SamplesPerProblem && db.Prompts.Any(p => p.RunId == other.RunId && p.PromptId == group.PromptId && p.PromptSet == PromptRow.HeldOutSet)))
            .ToListAsync(cancellationToken);
        return others.Exists(other => Path.GetDirectoryName(other.CheckpointStore) == Path.GetDirectoryName(run.CheckpointStore) && Measured(RecipeJson.Thaw(other.Recipe)) == Measured(recipe));
    }

    /// <summary>What decides the first version's measurement besides its weights.</summary>
    private static string Measured(RunRecipe recipe) => JsonSerializer.Serialize(new { recipe.Data, recipe.Policy, recipe.Sampling, recipe.Evaluation, recipe.Verification });

    private static IQueryable<GroupRow> Of(GuideDbContext db, string runId, EvaluationTarget target, string? settings) =>
        db.Groups.Where(group => group.RunId == runId && group.Purpose == Purpose.Eval && group.MinimumPolicyVersion == target.Version
            && group.GroupSize == target.Samples && group.SamplingSettings == settings && (group.HintId != null) == target.Guided);

    private static async Task<int> AddAsync(GuideDbContext db, RunRow run, EvaluationTarget target, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var settings = target.Settings.ToJson();
        var prompts = await db.Prompts.Where(p => p.RunId == run.RunId && p.PromptSet == target.PromptSet).OrderBy(p => p.Position)
            .Select(p => new
            {
                p.PromptId,
                p.Position,
                HintId = target.Guided
                    ? db.Hints.Where(h => h.RunId == run.RunId && h.PromptId == p.PromptId && h.Source == HintRow.DataSource && h.UnusableReason == null).Select(h => h.HintId).FirstOrDefault()
                    : null,
            })
            .ToListAsync(cancellationToken);
        var there = (await Of(db, run.RunId, target, settings).Select(group => group.GroupId).ToListAsync(cancellationToken)).ToHashSet();
        var groups = prompts.Where(p => !target.Guided || p.HintId is not null)
            .Select(p => new GroupRow
            {
                RunId = run.RunId,
                GroupId = GroupId.DeriveEval(run.RunId, target.Version, $"n={target.Samples};{settings}", p.PromptId, p.HintId),
                Purpose = Purpose.Eval,
                Ordinal = p.Position,
                PromptId = p.PromptId,
                HintId = p.HintId,
                GroupSize = target.Samples,
                State = GroupState.Admitted,
                MinimumPolicyVersion = target.Version,
                SamplingSettings = settings,
                SentAt = now,
                SendCount = BackgroundDispatch.Unsent,
                AdmittedAt = now,
            })
            .Where(group => !there.Contains(group.GroupId))
            .ToList();
        foreach (var batch in groups.Chunk(1000))
        {
            db.ChangeTracker.Clear();
            db.Groups.AddRange(batch);
            await db.SaveChangesAsync(cancellationToken);
        }

        db.ChangeTracker.Clear();
        return groups.Count;
    }
}
