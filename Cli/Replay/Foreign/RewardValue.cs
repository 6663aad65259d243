namespace Guide.Cli.Replay.Foreign;

/// <summary>A reward that was given.</summary>
/// <param name="Reward">The reward.</param>
/// <param name="Right">Rollouts with it that our judges find right.</param>
/// <param name="Wrong">And wrong.</param>
internal sealed record RewardValue(double Reward, long Right, long Wrong);
