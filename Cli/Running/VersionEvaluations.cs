using Guide.Cli.Evaluation;
using Guide.PolicyModel.Checkpoints;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Running;

/// <summary>
/// Measures every N-th version of a run on the held-out prompts, without hints, while the run goes on (evaluation.every_versions). What is
/// trained does not change: every draw is keyed. The Learner leaves a version that is to be measured where it is; one that is gone is left out.
/// </summary>
internal sealed class VersionEvaluations(GuideDatabase database, Evaluations evaluations, RunFolder folder, RunMirror mirror, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Measures versions as they are committed, until it is cancelled; an evaluation under way is given up and done later.</summary>
    public async Task FollowAsync(PlannedRun run, PromptSets prompts, CancellationToken cancellationToken)
    {
        try
        {
            while (IsWanted(run, prompts))
            {
                await CatchUpAsync(run, prompts, cancellationToken);
                await Task.Delay(LookEvery, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The run has ended or is stopped.
        }
    }

    /// <summary>Measures the committed versions that have not been measured yet, oldest first.</summary>
    public async Task CatchUpAsync(PlannedRun run, PromptSets prompts, CancellationToken cancellationToken)
    {
        if (!IsWanted(run, prompts))
        {
            return;
        }

        var every = run.Recipe.Evaluation.EveryVersions;
        var due = await database.ReadAsync(
            (db, token) => db.PolicyVersions.Where(v => v.RunId == run.RunId && v.Version > 0 && v.Version % every == 0).OrderBy(v => v.Version).ToListAsync(token),
            cancellationToken);
        foreach (var version in due.Where(v => Evaluations.Find(folder, Evaluations.Key(run.RunId, v.Version, guided: false)) is null))
        {
            await MeasureAsync(run, version, prompts, cancellationToken);
            await mirror.ShowAsync(compared: null, cancellationToken);
        }
    }

    private static bool IsWanted(PlannedRun run, PromptSets prompts) => run.Recipe.Evaluation.EveryVersions > 0 && prompts.HeldOut.Count > 0;

    private async Task MeasureAsync(PlannedRun run, PolicyVersionRow version, PromptSets prompts, CancellationToken cancellationToken)
    {
        var checkpoint = Path.Combine(folder.CheckpointsOf(run.RunId), version.CheckpointUri);
        if (!Directory.Exists(checkpoint))
        {
            return;
        }

        try
        {
            await evaluations.EnsureAsync(
                Evaluations.Key(run.RunId, version.Version, guided: false), checkpoint, run.Recipe, prompts.HeldOut, guided: false, progress: null, cancellationToken);
        }
        catch (Exception exception) when (exception is CheckpointException or IOException && !Directory.Exists(checkpoint))
        {
            // Removed while it was being read.
        }
    }
}
