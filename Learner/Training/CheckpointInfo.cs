namespace Guide.Learner.Training;

/// <summary>A checkpoint that was written.</summary>
/// <param name="Folder">Where.</param>
/// <param name="PolicyVersion">Which version.</param>
/// <param name="Sha256">SHA-256 of the weights file, lower-case hexadecimal.</param>
public sealed record CheckpointInfo(string Folder, int PolicyVersion, string Sha256);
