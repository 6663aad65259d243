using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.StageHost;
using Guide.StageHost.Runs;
using Guide.Storage.Entities;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using static TorchSharp.torch;

namespace Guide.Learner.Training;

/// <summary>Trainers from the run's checkpoint folder; the weights must have the SHA-256 that was committed.</summary>
internal sealed class CheckpointTrainerSource(ActiveRun run, IOptions<LearnerOptions> options, ILogger<CheckpointTrainerSource> logger) : ITrainerSource
{
    public IPolicyTrainer Load(PolicyVersionRow version)
    {
        var folder = run.Folder(version);
        try
        {
            var found = PolicyCheckpoint.Sha256(folder);
            if (found != version.CheckpointSha256)
            {
                throw new GuideException($"The checkpoint {folder} is not the one committed as version {version.Version}: its SHA-256 is {found}, not {version.CheckpointSha256}.");
            }

            if (version.HasOptimizerState && !PolicyCheckpoint.HasOptimizerState(folder))
            {
                throw new GuideException($"The checkpoint {folder} has lost its optimizer state.");
            }

            if (version is { Version: > 0, HasOptimizerState: false })
            {
                Log.NoOptimizerState(logger, version.Version);
            }

            if (get_num_threads() != options.Value.Threads)
            {
                set_num_threads(options.Value.Threads);
            }

            return PolicyTrainer.Load(run.Recipe, folder, version.Version);
        }
        catch (Exception exception) when (exception is CheckpointException or IOException or UnauthorizedAccessException)
        {
            throw new GuideException($"The checkpoint of version {version.Version} cannot be used: {exception.Message}", exception);
        }
    }
}
