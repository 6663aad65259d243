using System.Text.Json;

using Guide.Cli.Evaluation;
using Guide.Contracts;
using Guide.PolicyModel.Prompts;
using Guide.Recipes;
using Guide.StageHost;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Guide.Cli.Running;

/// <summary>
/// Brings an experiment to its end: seeds side by side, the arms of a seed one after the other (an arm that matches another's rollouts
/// must know them), evaluations while the next arm trains. Everything it does is done once, so starting it again resumes.
/// </summary>
internal sealed class ExperimentRunner(FrozenExperiment experiment, RunFolder folder, PipelinePlace place, RunBoard board, Evaluations evaluations, Judges judges, ILoggerProvider log)
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(500);

    private readonly InitialPolicies _initial = new(experiment, folder);
    private readonly Dictionary<string, RunMirror> _mirrors = new(StringComparer.Ordinal);

    /// <summary>Runs whatever is not done yet.</summary>
    /// <param name="parallelSeeds">Seeds side by side.</param>
    /// <param name="cancellationToken">Stops at the next commit; the same call resumes.</param>
    public async Task RunAsync(int parallelSeeds, CancellationToken cancellationToken)
    {
        var runs = experiment.Runs();
        foreach (var run in runs)
        {
            board.Add(run);
        }

        await using var database = place.OpenDatabase();
        await database.MigrateAsync(cancellationToken);
        await Parallel.ForEachAsync(
            runs.GroupBy(r => r.Seed),
            new ParallelOptions { MaxDegreeOfParallelism = parallelSeeds, CancellationToken = cancellationToken },
            async (arms, token) => await SeedAsync(database, [.. arms], token));
    }

    private async Task SeedAsync(GuideDatabase database, IReadOnlyList<PlannedRun> arms, CancellationToken cancellationToken)
    {
        var evaluating = new List<Task>();
        foreach (var run in arms)
        {
            try
            {
                var prompts = await PromptSets.LoadAsync(experiment, run, cancellationToken);
                await TrainAsync(database, run, prompts, cancellationToken);
                evaluating.Add(EvaluateAsync(database, run, arms, prompts, cancellationToken));
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                board.Enter(run.RunId, RunPhase.Failed);
                throw;
            }
        }

        await Task.WhenAll(evaluating);
    }

    private async Task TrainAsync(GuideDatabase database, PlannedRun run, PromptSets prompts, CancellationToken cancellationToken)
    {
        board.Enter(run.RunId, RunPhase.WarmStart, run.Recipe.Policy.WarmStartUpdates);
        var (uri, sha256) = await _initial.EnsureAsync(
            run,
            (updates, loss) => board.Report(run.RunId, updates, metrics: new Dictionary<string, double> { ["loss"] = loss }),
            cancellationToken);
        Preflight.CheckContexts(run, prompts, PolicyVocabulary.Of(_initial.FolderOf(run), run.Recipe.Sampling));
        var recipe = run.Recipe with { Step = run.Recipe.Step with { Steps = await StepsAsync(database, run, cancellationToken) } };
        await CreateAsync(database, run, recipe, prompts, uri, sha256, cancellationToken);

        var runs = new RunStore(database);
        var at = await runs.NewestVersionAsync(run.RunId, cancellationToken);
        board.Enter(run.RunId, RunPhase.Training, recipe.Step.Steps, at?.Version ?? 0);
        if ((await runs.FindAsync(run.RunId, cancellationToken))!.State == RunState.Ended)
        {
            await ReportAsync(database, run, cancellationToken);
            return;
        }

        // Distributed, the stages work while nobody waits here: then the time from creation to end is all that is known.
        var clock = place.IsDistributed ? null : new WorkClock(folder, run.RunId, board.Time);
        var mirror = MirrorOf(database, run);
        var compared = run.MatchRolloutsOf is { } other ? (await runs.NewestVersionAsync(experiment.RunOf(other, run.Seed).RunId, cancellationToken))?.Version : null;
        await mirror.ShowAsync(compared, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = Task.WhenAll(WatchAsync(database, run, mirror, clock, stop.Token), VersionsOf(database, run).FollowAsync(run, prompts, stop.Token));
        try
        {
            await place.WorkAsync(run, await judges.ForAsync(prompts.Train, run.Recipe.Verification, cancellationToken), log, cancellationToken);
        }
        finally
        {
            clock?.Note();
            await stop.CancelAsync();
            await watching;
        }

        await ReportAsync(database, run, cancellationToken);
        if ((await runs.FindAsync(run.RunId, cancellationToken))!.State != RunState.Ended)
        {
            throw new GuideException($"the stages of run {run.RunId} stopped before it had ended; see {folder.LogFile}.");
        }
    }

    /// <summary>The steps of a run; of one that matches another's rollouts: as many as sample at least as many.</summary>
    private async Task<int> StepsAsync(GuideDatabase database, PlannedRun run, CancellationToken cancellationToken)
    {
        if (run.MatchRolloutsOf is not { } other)
        {
            return run.Recipe.Step.Steps;
        }

        var rollouts = await SampledAsync(database, experiment.RunOf(other, run.Seed).RunId, cancellationToken);
        var perStep = (long)run.Recipe.Step.RootGroupsPerStep * run.Recipe.Sampling.GroupSize;
        return (int)Math.Max(1, (rollouts + perStep - 1) / perStep);
    }

    private async Task CreateAsync(
        GuideDatabase database, PlannedRun run, RunRecipe recipe, PromptSets prompts, string uri, string sha256, CancellationToken cancellationToken)
    {
        var frozen = RecipeJson.Freeze(recipe);
        var now = await database.ReadAsync((db, token) => database.NowAsync(db, token), cancellationToken);
        try
        {
            await new RunStore(database).CreateAsync(
                new RunRow
                {
                    RunId = run.RunId,
                    Name = experiment.Name,
                    Arm = run.Arm,
                    Seed = run.Seed,
                    Recipe = frozen,
                    RecipeHash = RecipeJson.Hash(frozen),
                    CheckpointStore = folder.CheckpointsOf(run.RunId),
                    TrainPrompts = prompts.Train.Count,
                    CreatedAt = now,
                },
                prompts.Rows(run.RunId),
                new PolicyVersionRow
                {
                    RunId = run.RunId,
                    Version = 0,
                    CheckpointUri = uri,
                    CheckpointSha256 = sha256,
                    HasOptimizerState = false,
                    Lineages = 0,
                    Metrics = "{}",
                    LeaseEpoch = 0,
                    CommittedAt = now,
                },
                cancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            throw GuideException.Usage(exception.Message, exception);
        }
    }

    private async Task WatchAsync(GuideDatabase database, PlannedRun run, RunMirror mirror, WorkClock? clock, CancellationToken cancellationToken)
    {
        var shown = -1;
        try
        {
            while (true)
            {
                await Task.Delay(PollEvery, board.Time, cancellationToken);
                var newest = await ReportAsync(database, run, cancellationToken);
                clock?.Tick();
                if (newest != shown)
                {
                    await mirror.ShowAsync(compared: null, cancellationToken);
                    shown = newest;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run has ended or is stopped.
        }
    }

    /// <summary>Tells the board, and gives the newest version.</summary>
    private async Task<int> ReportAsync(GuideDatabase database, PlannedRun run, CancellationToken cancellationToken)
    {
        var newest = await new RunStore(database).NewestVersionAsync(run.RunId, cancellationToken);
        board.Report(
            run.RunId,
            newest?.Version ?? 0,
            await SampledAsync(database, run.RunId, cancellationToken),
            newest is null ? null : JsonSerializer.Deserialize<Dictionary<string, double>>(newest.Metrics));
        return newest?.Version ?? 0;
    }

    /// <summary>Rollouts sampled for training, guided ones included.</summary>
    internal static Task<long> SampledAsync(GuideDatabase database, string runId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => db.Groups.Where(g => g.RunId == runId && g.Purpose == Purpose.Train && g.PolicyVersion != null).SumAsync(g => (long)g.GroupSize, token),
            cancellationToken);

    private async Task EvaluateAsync(GuideDatabase database, PlannedRun run, IReadOnlyList<PlannedRun> arms, PromptSets prompts, CancellationToken cancellationToken)
    {
        var runs = new RunStore(database);
        var last = (await runs.NewestVersionAsync(run.RunId, cancellationToken))!;
        var targets = new List<(string Key, string Folder, bool Guided)>();
        foreach (var guided in (bool[])[false, true])
        {
            targets.Add((Evaluations.InitialKey(run, guided), _initial.FolderOf(run), guided));
            targets.Add((Evaluations.Key(run.RunId, last.Version, guided), VersionFolder(run, last), guided));
        }

        // The comparison at equal updates: this arm where the arm whose rollouts it matches had ended.
        if (run.MatchRolloutsOf is { } other
            && await runs.NewestVersionAsync(arms.Single(a => a.Arm == other).RunId, cancellationToken) is { } othersLast
            && othersLast.Version < last.Version
            && await runs.VersionAsync(run.RunId, othersLast.Version, cancellationToken) is { } same)
        {
            targets.Add((Evaluations.Key(run.RunId, same.Version, guided: false), VersionFolder(run, same), false));
        }

        if (prompts.HeldOut.All(p => p.Hint is null))
        {
            targets.RemoveAll(t => t.Guided);
        }

        if (prompts.HeldOut.Count == 0)
        {
            targets.Clear();
        }

        await VersionsOf(database, run).CatchUpAsync(run, prompts, cancellationToken);

        var total = targets.Count * prompts.HeldOut.Count;
        board.Enter(run.RunId, RunPhase.Evaluating, total);
        for (var i = 0; i < targets.Count; i++)
        {
            var (key, from, guided) = targets[i];
            var before = i * prompts.HeldOut.Count;
            await evaluations.EnsureAsync(key, from, run.Recipe, prompts.HeldOut, guided, done => board.Report(run.RunId, before + done), cancellationToken);
        }

        await MirrorOf(database, run).ShowAsync(compared: null, cancellationToken);
        board.Enter(run.RunId, RunPhase.Done, last.Version, last.Version);
    }

    private RunMirror MirrorOf(GuideDatabase database, PlannedRun run)
    {
        lock (_mirrors)
        {
            return _mirrors.TryGetValue(run.RunId, out var known) ? known : _mirrors[run.RunId] = new RunMirror(database, folder, run);
        }
    }

    private VersionEvaluations VersionsOf(GuideDatabase database, PlannedRun run) => new(database, evaluations, folder, MirrorOf(database, run), board.Time);

    private string VersionFolder(PlannedRun run, PolicyVersionRow version) => Path.Combine(folder.CheckpointsOf(run.RunId), version.CheckpointUri);
}
