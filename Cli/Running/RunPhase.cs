namespace Guide.Cli.Running;

/// <summary>What a run is doing.</summary>
internal enum RunPhase
{
    /// <summary>Another run goes first.</summary>
    Waiting,

    /// <summary>Its initial policy is being trained.</summary>
    WarmStart,

    /// <summary>Its stages are at work.</summary>
    Training,

    /// <summary>Held-out prompts are being sampled.</summary>
    Evaluating,

    /// <summary>Finished.</summary>
    Done,

    /// <summary>Ended by an error.</summary>
    Failed,
}
