using System.Text.Json;
using Guide.Contracts;
using Guide.Learner;
using Guide.Learner.Objective;
using Guide.Learner.Steps;
using Guide.Learner.Training;
using Guide.PolicyModel.Checkpoints;
using Guide.Recipes;
using Guide.Storage;
using Guide.Storage.Entities;
using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Replay;

/// <summary>
/// Trains again from stored rollouts: the steps of a run, in their order and with the lineages they took, from version 0 on, with another
/// objective or optimizer. Nothing is sampled; the importance ratios are against the policy that sampled. With the run's own recipe this
/// gives the run's own weights, byte for byte where its recipe is deterministic. The run itself is not touched.
/// </summary>
internal sealed class TrainingReplay(GuideDatabase database)
{
    /// <summary>Takes every step of the run again.</summary>
    /// <param name="run">The run.</param>
    /// <param name="recipe">Its recipe, with the changes.</param>
    /// <param name="output">Folder of the resulting checkpoint; an existing one is replaced.</param>
    /// <param name="progress">Told each step: its version, and its metrics then and now.</param>
    /// <param name="cancellationToken">Ends the replay between two steps.</param>
    public async Task<TrainingReplayResult> RunAsync(
        RunRow run, RunRecipe recipe, string output, Action<ReplayedStep> progress, CancellationToken cancellationToken)
    {
        var versions = await database.ReadAsync(
            (db, token) => db.PolicyVersions.Where(row => row.RunId == run.RunId).OrderBy(row => row.Version).ToListAsync(token), cancellationToken);
        if (versions.Count < 2)
        {
            throw new GuideException($"the run {run.RunId} has taken no step yet: there is nothing to train on.");
        }

        var first = Path.Combine(run.CheckpointStore, versions[0].CheckpointUri);
        if (!Directory.Exists(first))
        {
            throw new GuideException($"the checkpoint of version 0 of run {run.RunId} is not at {first}.");
        }

        // As the Learner sets it: sums depend on the number of threads.
        TorchSharp.torch.set_num_threads(new LearnerOptions().Threads);
        var reader = new LineageReader(database);
        using var trainer = PolicyTrainer.Load(recipe, first, policyVersion: 0);
        var steps = new List<ReplayedStep>();
        foreach (var version in versions.Skip(1))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var roots = await database.ReadAsync(
                (db, token) => db.Groups
                    .Where(group => group.RunId == run.RunId && group.ParentId == null && group.State == GroupState.Consumed && group.ConsumingVersion == version.Version)
                    .OrderBy(group => group.Ordinal)
                    .Select(group => group.GroupId)
                    .ToListAsync(token),
                cancellationToken);
            var lineages = await reader.LoadAsync(run.RunId, roots, cancellationToken);
            var result = trainer.Step(
                new StepInput { Lineages = [.. lineages.Select(lineage => GroupComposer.Compose(lineage.ToLineage(), recipe))], Reference = first }, cancellationToken);
            var step = new ReplayedStep(version.Version, lineages.Count, result.UpdatesApplied, MetricsOf(version.Metrics), result.Metrics);
            steps.Add(step);
            progress(step);
        }

        var saved = trainer.Save(output, withOptimizerState: true);
        return new TrainingReplayResult(run.RunId, output, saved.Sha256, versions[^1].CheckpointSha256, steps);
    }

    private static Dictionary<string, double> MetricsOf(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, double>>(json) ?? [];
}
