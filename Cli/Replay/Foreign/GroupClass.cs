namespace Guide.Cli.Replay.Foreign;

/// <summary>What a group is to a trainer: only a mixed one has an advantage to train on.</summary>
internal enum GroupClass
{
    /// <summary>No rollout is right.</summary>
    AllWrong,

    /// <summary>Some are.</summary>
    Mixed,

    /// <summary>Every one is.</summary>
    AllRight,
}
