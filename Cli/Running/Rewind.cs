using System.Globalization;

using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.Storage;

namespace Guide.Cli.Running;

/// <summary><c>guide run --from-version N</c>: a run goes on from an older version whose checkpoint is whole.</summary>
internal static class Rewind
{
    /// <summary>Takes the run back, and removes what was measured of the versions that are forgotten.</summary>
    /// <param name="experiment">Holds the run.</param>
    /// <param name="folder">Its folder, held by this process.</param>
    /// <param name="database">The run's database.</param>
    /// <param name="runId">Which run; null where the experiment has one.</param>
    /// <param name="version">From which version.</param>
    /// <param name="cancellationToken">Stops before anything is changed.</param>
    /// <returns>One line for the user.</returns>
    /// <exception cref="GuideException">Exit code 2: no such run or version; 1: its checkpoint is not good either.</exception>
    public static async Task<string> ToAsync(
        FrozenExperiment experiment, RunFolder folder, GuideDatabase database, string? runId, int version, CancellationToken cancellationToken)
    {
        var runs = experiment.Runs();
        var run = runs.SingleOrDefault(planned => runId is null ? runs.Count == 1 : planned.RunId == runId)
            ?? throw GuideException.Usage($"--from-version is of one run: name it with --run ({string.Join(", ", runs.Select(planned => planned.RunId))}).");
        var row = await new RunStore(database).VersionAsync(run.RunId, version, cancellationToken)
            ?? throw GuideException.Usage($"The run '{run.RunId}' has no version {version}.");
        var checkpoint = Path.Combine(folder.CheckpointsOf(run.RunId), row.CheckpointUri);
        if (!Directory.Exists(checkpoint) || PolicyCheckpoint.Sha256(checkpoint) != row.CheckpointSha256)
        {
            throw new GuideException($"{checkpoint}: the checkpoint of version {version} is not the one that was committed either; choose another version.");
        }

        var hasState = row.HasOptimizerState && PolicyCheckpoint.HasOptimizerState(checkpoint);
        var forgotten = await new RunRewind(database).RewindAsync(run.RunId, version, hasState, cancellationToken);
        RemoveMeasurements(folder, run.RunId, version);
        return $"run {run.RunId}: {forgotten} version(s) are forgotten; it goes on from version {version}{(hasState || version == 0 ? "" : ", without the optimizer's state")}";
    }

    private static void RemoveMeasurements(RunFolder folder, string runId, int version)
    {
        if (!Directory.Exists(folder.Evaluations))
        {
            return;
        }

        var prefix = $"{runId}-v";
        foreach (var file in Directory.GetFiles(folder.Evaluations, $"{prefix}*"))
        {
            var digits = Path.GetFileName(file)[prefix.Length..].TakeWhile(char.IsAsciiDigit).ToArray();
            if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var measured) && measured > version)
            {
                File.Delete(file);
            }
        }
    }
}
