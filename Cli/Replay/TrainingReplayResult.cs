namespace Guide.Cli.Replay;

/// <summary>A run trained again.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Checkpoint">Folder of the resulting checkpoint.</param>
/// <param name="Sha256">Of its weights.</param>
/// <param name="RunSha256">Of the run's own last version.</param>
/// <param name="Steps">Every step.</param>
internal sealed record TrainingReplayResult(string RunId, string Checkpoint, string Sha256, string RunSha256, IReadOnlyList<ReplayedStep> Steps);
