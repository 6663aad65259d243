using System.Text.Json;

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
/// must know them), each measured by its stages while the next arm trains. Everything it does is done once, so starting it again resumes.
/// </summary>
internal sealed class ExperimentRunner(FrozenExperiment experiment, RunFolder folder, PipelinePlace place, RunBoard board, Judges judges, ILoggerProvider log)
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(250);

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
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            foreach (var run in arms)
            {
                try
                {
                    var prompts = await PromptSets.LoadAsync(experiment, run, stop.Token);
                    evaluating.Add(EvaluateAsync(database, run, prompts, await TrainAsync(database, run, prompts, stop.Token), stop.Token));
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    board.Enter(run.RunId, RunPhase.Failed);
                    throw;
                }
            }

            await Task.WhenAll(evaluating);
        }
        catch
        {
            // The stages of an arm that is only measured any more must not outlive the others.
            await stop.CancelAsync();
            await Task.WhenAll(evaluating).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>Returns when the run is trained, with the stages that measure it; null = it has ended before.</summary>
    private async Task<RunWork?> TrainAsync(GuideDatabase database, PlannedRun run, PromptSets prompts, CancellationToken cancellationToken)
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
            return null;
        }

        // Distributed, the stages work while nobody waits here: then the time from creation to the end of training is all that is known.
        var clock = place.IsDistributed ? null : new WorkClock(folder, run.RunId, board.Time);
        var mirror = MirrorOf(database, run);
        var compared = await ComparedAsync(database, run, cancellationToken);
        await mirror.ShowAsync(compared, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = Task.WhenAll(WatchAsync(database, run, mirror, clock, stop.Token), VersionsOf(database, run).FollowAsync(run, compared, stop.Token));
        var work = await WorkAsync(run, prompts, cancellationToken);
        try
        {
            await UntilTrainedAsync(database, run, work, cancellationToken);
        }
        catch
        {
            await work.DisposeAsync();
            throw;
        }
        finally
        {
            clock?.Note();
            await stop.CancelAsync();
            await watching;
        }

        await ReportAsync(database, run, cancellationToken);
        return work;
    }

    /// <summary>Starts the stages.</summary>
    private async Task<RunWork> WorkAsync(PlannedRun run, PromptSets prompts, CancellationToken cancellationToken)
    {
        var verifiers = await judges.ForAsync(prompts.Train.Concat(prompts.HeldOut), run.Recipe.Verification, cancellationToken);
        return RunWork.Start(token => place.WorkAsync(run, verifiers, log, token), cancellationToken);
    }

    private async Task UntilTrainedAsync(GuideDatabase database, PlannedRun run, RunWork work, CancellationToken cancellationToken)
    {
        var end = new RunEnd(database);
        while (!await end.IsTrainedAsync(run.RunId, cancellationToken))
        {
            if (await Task.WhenAny(work.Ended, Task.Delay(PollEvery, board.Time, cancellationToken)) == work.Ended)
            {
                await work.Ended;
                if (!await end.IsTrainedAsync(run.RunId, cancellationToken))
                {
                    throw Stopped(run);
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private GuideException Stopped(PlannedRun run) => new($"the stages of run {run.RunId} stopped before it had ended; see {folder.LogFile}.");

    /// <summary>The version at which this arm is compared with the one whose rollouts it matches; null = none.</summary>
    private async Task<int?> ComparedAsync(GuideDatabase database, PlannedRun run, CancellationToken cancellationToken) =>
        run.MatchRolloutsOf is { } other ? (await new RunStore(database).NewestVersionAsync(experiment.RunOf(other, run.Seed).RunId, cancellationToken))?.Version : null;

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
                PromptSets.Hints(run.RunId, prompts.HeldOut, recipe.Guidance, now),
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

    /// <summary>Waits for the run's own evaluations, and sees to it that those it does not ask for are made, too.</summary>
    private async Task EvaluateAsync(GuideDatabase database, PlannedRun run, PromptSets prompts, RunWork? work, CancellationToken cancellationToken)
    {
        var versions = VersionsOf(database, run);
        var compared = await ComparedAsync(database, run, cancellationToken);
        var last = (await new RunStore(database).NewestVersionAsync(run.RunId, cancellationToken))!.Version;
        board.Enter(run.RunId, RunPhase.Evaluating);
        while (true)
        {
            await using (work)
            {
                await UntilMeasuredAsync(database, run, work?.Ended ?? Task.CompletedTask, cancellationToken);
            }

            if (!await new RunEnd(database).HasEndedAsync(run.RunId, cancellationToken))
            {
                throw Stopped(run);
            }

            if (await versions.CollectAsync(run, compared, cancellationToken))
            {
                break;
            }

            // What was asked for behind the run's end opened it again.
            work = await WorkAsync(run, prompts, cancellationToken);
        }

        board.Enter(run.RunId, RunPhase.Done, last, last);
    }

    private async Task UntilMeasuredAsync(GuideDatabase database, PlannedRun run, Task ended, CancellationToken cancellationToken)
    {
        var (total, shown) = (0, 0);
        do
        {
            var (groups, open) = await database.ReadAsync(
                async (db, token) => (
                    await db.Groups.CountAsync(g => g.RunId == run.RunId && g.Purpose == Purpose.Eval, token),
                    await db.Groups.CountAsync(g => g.RunId == run.RunId && g.Purpose == Purpose.Eval && (g.State == GroupState.Admitted || g.State == GroupState.Sampled || g.State == GroupState.Verified), token)),
                cancellationToken);
            if (groups != total)
            {
                (total, shown) = (groups, groups - open);
                board.Enter(run.RunId, RunPhase.Evaluating, total, shown);
            }

            board.Report(run.RunId, groups - open);
        }
        while (await Task.WhenAny(ended, Task.Delay(PollEvery, board.Time, cancellationToken)) != ended && !cancellationToken.IsCancellationRequested);
        cancellationToken.ThrowIfCancellationRequested();
        await ended;
    }

    private RunMirror MirrorOf(GuideDatabase database, PlannedRun run)
    {
        lock (_mirrors)
        {
            return _mirrors.TryGetValue(run.RunId, out var known) ? known : _mirrors[run.RunId] = new RunMirror(database, folder, run);
        }
    }

    private VersionEvaluations VersionsOf(GuideDatabase database, PlannedRun run) => new(database, folder, MirrorOf(database, run), board.Time);
}
