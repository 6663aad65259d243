using Guide.Contracts;

namespace Guide.Cli.Replay.Foreign;

/// <summary>A rollout that the other trainer and our judges do not agree on.</summary>
/// <param name="Place">File and line.</param>
/// <param name="Step">Its step; null = not said.</param>
/// <param name="Group">Its group.</param>
/// <param name="Reward">What it was given.</param>
/// <param name="WasRight">Whether that called it right.</param>
/// <param name="Outcome">What our judge says.</param>
/// <param name="Detail">Why.</param>
/// <param name="Trained">Whether its step trained on it: by its advantage, or, where that is not said, because its group's rewards differ.</param>
/// <param name="Error">The failure that the rollout itself tells of; null = none.</param>
/// <param name="Gold">The reference answer; null for code.</param>
/// <param name="Ending">The end of the completion.</param>
internal sealed record ForeignFlip(
    string Place, long? Step, string Group, double Reward, bool WasRight, VerdictOutcome Outcome, string Detail, bool Trained, string? Error, string? Gold, string Ending);
