using System.Text.Json;
using Guide.Cli.Evaluation;
using Guide.Cli.Hints;
using Guide.Cli.Running;
using Guide.Contracts;
using Guide.DataSets;
using Guide.Recipes;
using Guide.Storage;
using Guide.Storage.Entities;
using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Reporting;

/// <summary>Collects what the database and the evaluations know about an experiment.</summary>
internal sealed class ResultReader(FrozenExperiment experiment, RunFolder folder, GuideDatabase database)
{
    /// <summary>Every run that exists, in the experiment's order.</summary>
    public async Task<IReadOnlyList<RunResult>> ReadAsync(CancellationToken cancellationToken)
    {
        var results = new List<RunResult>();
        foreach (var run in experiment.Runs())
        {
            if (await database.ReadAsync((db, token) => db.Runs.SingleOrDefaultAsync(r => r.RunId == run.RunId, token), cancellationToken) is { } row)
            {
                results.Add(await ReadAsync(run, row, results, cancellationToken));
            }
        }

        return results;
    }

    private async Task<RunResult> ReadAsync(PlannedRun run, RunRow row, List<RunResult> before, CancellationToken cancellationToken)
    {
        var id = run.RunId;
        var versions = await database.ReadAsync(
            (db, token) => db.PolicyVersions.Where(v => v.RunId == id).OrderBy(v => v.Version).ToListAsync(token), cancellationToken);
        var last = versions.Count == 0 ? 0 : versions[^1].Version;
        var ends = await database.ReadAsync(
            (db, token) => db.Groups.Where(g => g.RunId == id && g.Purpose == Purpose.Train && g.ParentId == null)
                .GroupBy(g => new { g.State, g.DiscardReason })
                .Select(g => new { g.Key.State, g.Key.DiscardReason, Count = g.Count() })
                .ToListAsync(token),
            cancellationToken);
        var sampled = await database.ReadAsync(
            (db, token) => db.Groups.Where(g => g.RunId == id && g.Purpose == Purpose.Train && g.PolicyVersion != null)
                .GroupBy(g => g.ParentId != null)
                .Select(g => new { Guided = g.Key, Rollouts = g.Sum(x => (long)x.GroupSize) })
                .ToListAsync(token),
            cancellationToken);
        var tiers = await database.ReadAsync(
            (db, token) => db.Groups.Where(g => g.RunId == id && g.Purpose == Purpose.Train && g.ParentId == null && g.ConsumingVersion != null && g.JudgedCount != null)
                .Join(db.Prompts.Where(p => p.RunId == id), g => g.PromptId, p => p.PromptId, (g, p) => new { g.ConsumingVersion, p.Difficulty, g.JudgedCount, g.CorrectCount })
                .GroupBy(x => new { x.ConsumingVersion, x.Difficulty })
                .Select(x => new { x.Key.ConsumingVersion, x.Key.Difficulty, Groups = x.Count(), Judged = x.Sum(y => y.JudgedCount), Correct = x.Sum(y => y.CorrectCount) })
                .ToListAsync(token),
            cancellationToken);
        var now = await database.ReadAsync((db, token) => database.NowAsync(db, token), cancellationToken);
        var equal = run.MatchRolloutsOf is { } other ? before.Find(r => r.Arm == other && r.Seed == run.Seed)?.Updates : null;

        var due = run.Recipe.Evaluation.EveryVersions is > 0 and var every ? versions.Where(v => v.Version > 0 && v.Version % every == 0).Select(v => v.Version).ToList() : [];
        var between = due.Select(v => (Version: v, Result: Evaluations.Find(folder, Evaluations.Key(id, v, guided: false)))).Where(v => v.Result is not null).ToList();

        return new RunResult
        {
            RunId = id,
            Arm = run.Arm,
            Seed = run.Seed,
            Recipe = RecipeJson.Thaw(row.Recipe),
            Ended = row.State == RunState.Ended,
            Updates = last,
            Rollouts = sampled.Sum(s => s.Rollouts),
            GuidedRollouts = sampled.Where(s => s.Guided).Sum(s => s.Rollouts),
            Hints = run.Recipe.Guidance.Enabled ? await HintsAsync(id, cancellationToken) : null,
            HintKinds = run.Recipe.Guidance.Enabled ? await KindsAsync(id, cancellationToken) : [],
            WallSeconds = WorkTime.Find(folder, id)?.Seconds ?? ((row.EndedAt ?? now) - row.CreatedAt).TotalSeconds,
            Ends = ends.OrderByDescending(e => e.Count).ToDictionary(
                e => e.State == GroupState.Discarded ? $"discarded: {SnakeCaseJson.Word(e.DiscardReason)}" : SnakeCaseJson.Word(e.State),
                e => e.Count),
            Steps = [.. versions.Where(v => v.Version > 0).Select(v => new StepPoint(v.Version, JsonSerializer.Deserialize<Dictionary<string, double>>(v.Metrics)!))],
            TierSuccess = [.. tiers.OrderBy(t => t.ConsumingVersion).Select(t => new TierSuccess(t.ConsumingVersion!.Value, t.Difficulty ?? "all", t.Groups, t.Judged ?? 0, t.Correct ?? 0))],
            Initial = Evaluations.Find(folder, Evaluations.InitialKey(run, guided: false)),
            InitialGuided = Evaluations.Find(folder, Evaluations.InitialKey(run, guided: true)),
            Final = Evaluations.Find(folder, Evaluations.Key(id, last, guided: false)),
            FinalGuided = Evaluations.Find(folder, Evaluations.Key(id, last, guided: true)),
            Between = [.. between.Select(v => (v.Version, v.Result!))],
            NotMeasured = due.Count - between.Count,
            Examples = await new ExampleGroups(database, id).FindAsync(cancellationToken),
            AtEqualUpdates = equal is { } version && Evaluations.Find(folder, Evaluations.Key(id, version, guided: false)) is { } result ? (version, result) : null,
        };
    }

    private async Task<IReadOnlyList<HintKinds>> KindsAsync(string runId, CancellationToken cancellationToken)
    {
        var (hints, tries) = await new RunHints(database).OfRunAsync(runId, cancellationToken);
        return HintKinds.Of(hints, tries);
    }

    private async Task<HintCounts> HintsAsync(string runId, CancellationToken cancellationToken) =>
        HintCounts.Of(await database.ReadAsync(
            (db, token) => db.Prompts.Where(p => p.RunId == runId && p.PromptSet == PromptRow.TrainSet)
                .Select(p => new PromptRecord { Id = p.PromptId, Domain = p.Domain, Prompt = p.Text, Gold = p.Gold, Hint = p.Hint, Solution = p.Solution, RelTol = p.RelTol })
                .ToListAsync(token),
            cancellationToken));
}
