using Guide.Learner;
using Guide.Learner.Objective;
using Guide.Learner.Training;
using Guide.Storage.Entities;

namespace Guide.Benchmarks.Pipeline;

/// <summary>A trainer that takes no update and writes a checkpoint of a few bytes.</summary>
internal sealed class NullTrainerSource : ITrainerSource
{
    public IPolicyTrainer Load(PolicyVersionRow version) => new Trainer(version.Version);

    private sealed class Trainer(int version) : IPolicyTrainer
    {
        public int PolicyVersion { get; private set; } = version;

        public StepResult Step(StepInput input, CancellationToken cancellationToken)
        {
            PolicyVersion++;
            return new StepResult
            {
                Rows = [.. input.Lineages.SelectMany(static composed => composed.Lineage.Unguided.Concat(composed.Lineage.Guided)).Select(static rollout =>
                    new StepRow(rollout.GroupId, rollout.Slot, 0, RowRole.Unguided, 0, null))],
                Metrics = new Dictionary<string, double>(),
                UpdatesApplied = 0,
                UpdatesSkippedNonFinite = 0,
            };
        }

        public CheckpointInfo Save(string target, bool withOptimizerState)
        {
            Directory.CreateDirectory(target);
            File.WriteAllText(Path.Combine(target, "model.safetensors"), "null");
            return new CheckpointInfo(target, PolicyVersion, new string('0', 64));
        }

        public void Dispose()
        {
        }
    }
}
