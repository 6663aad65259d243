namespace Guide.Storage;

/// <summary>How committing a step ended.</summary>
public enum StepCommitOutcome
{
    /// <summary>The version exists and is this step's.</summary>
    Committed,

    /// <summary>The lease belongs to another Learner: stop.</summary>
    LeaseLost,

    /// <summary>The version exists already: re-read policy_versions, reload weights and optimizer state.</summary>
    VersionTaken,

    /// <summary>A lineage of the step is no longer completed: reload and put the step together again.</summary>
    LineageGone,
}
