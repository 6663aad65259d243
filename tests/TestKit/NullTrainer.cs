using Guide.Learner;
using Guide.Learner.Objective;
using Guide.Learner.Training;
using Guide.PolicyModel.Checkpoints;
using Guide.StageHost.Runs;
using Guide.Storage.Entities;

namespace Guide.TestKit;

/// <summary>A trainer that learns nothing: every version has the weights of version 0. What the pipeline does around it is real.</summary>
internal sealed class NullTrainer(string folder, int version) : IPolicyTrainer
{
    private string _newest = folder;

    public int PolicyVersion { get; private set; } = version;

    public StepResult Step(StepInput input, CancellationToken cancellationToken)
    {
        PolicyVersion++;
        var lineages = input.Lineages.Select(composed => composed.Lineage).ToList();
        return new StepResult
        {
            Rows = [.. lineages.SelectMany(lineage => lineage.Unguided.Concat(lineage.Guided)).Select(rollout =>
                new StepRow(rollout.GroupId, rollout.Slot, 0, RowRole.Unguided, 0, null))],
            Metrics = new Dictionary<string, double> { ["reward"] = lineages.SelectMany(lineage => lineage.Unguided).Sum(rollout => rollout.Reward ?? 0) },
            UpdatesApplied = 0,
            UpdatesSkippedNonFinite = 0,
        };
    }

    public CheckpointInfo Save(string target, bool withOptimizerState)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.GetFiles(_newest))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        }

        // As the real one: older versions may be removed.
        _newest = target;
        return new CheckpointInfo(target, PolicyVersion, PolicyCheckpoint.Sha256(target));
    }

    public void Dispose()
    {
    }

    internal sealed class Source(ActiveRun run) : ITrainerSource
    {
        public IPolicyTrainer Load(PolicyVersionRow version) => new NullTrainer(run.Folder(version), version.Version);
    }
}
