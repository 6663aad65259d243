namespace Guide.Cli.Replay.Foreign;

/// <summary>A step with flipped rollouts.</summary>
/// <param name="Step">Its number.</param>
/// <param name="Flips">How many.</param>
/// <param name="Trained">Of them, those that it trained on.</param>
internal sealed record FlippedStep(long Step, long Flips, long Trained);
