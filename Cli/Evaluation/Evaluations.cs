using System.Text.Json;
using Guide.Cli.Files;
using Guide.Cli.Running;
using Guide.Contracts;
using Guide.Storage;
using Guide.Storage.Background;
using Guide.Storage.Entities;

namespace Guide.Cli.Evaluation;

/// <summary>The evaluations of an experiment, each a file: read once from what the stages have stored, and by reports from then on.</summary>
internal sealed class Evaluations(RunFolder folder, GuideDatabase database)
{
    private static readonly JsonSerializerOptions Json = new(SnakeCaseJson.Options) { WriteIndented = false };

    /// <summary>Keeps an evaluation when it is finished and not yet kept.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="run">The run.</param>
    /// <param name="target">Which.</param>
    /// <param name="checkpointUri">Folder of the version, relative to the run's checkpoints.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>True: it is kept, since now or before.</returns>
    public async Task<bool> CollectAsync(string key, RunRow run, EvaluationTarget target, string checkpointUri, CancellationToken cancellationToken)
    {
        if (File.Exists(FileOf(folder, key)))
        {
            return true;
        }

        var name = Path.GetRelativePath(folder.Path, Path.Combine(folder.CheckpointsOf(run.RunId), checkpointUri));
        if (await new StageEvaluation(database).FindAsync(run, target, name, cancellationToken) is not { } result)
        {
            return false;
        }

        WholeFile.Write(FileOf(folder, key), JsonSerializer.Serialize(result, Json));
        return true;
    }

    /// <summary>A kept evaluation; null when there is none.</summary>
    public static EvaluationResult? Find(RunFolder folder, string key)
    {
        var file = FileOf(folder, key);
        return File.Exists(file) ? JsonSerializer.Deserialize<EvaluationResult>(File.ReadAllText(file), Json) : null;
    }

    /// <summary>The key of an initial policy's evaluation.</summary>
    public static string InitialKey(PlannedRun run, bool guided) => $"{InitialPolicies.NameOf(run)}{Suffix(guided)}";

    /// <summary>The key of a version's evaluation.</summary>
    public static string Key(string runId, int version, bool guided) => $"{runId}-v{version}{Suffix(guided)}";

    private static string Suffix(bool guided) => guided ? "-guided" : "";

    private static string FileOf(RunFolder folder, string key) => Path.Combine(folder.Evaluations, $"{key}.json");
}
