namespace Guide.Contracts;

/// <summary>States of a group (admitted → sampled → verified → (awaiting child →) completed → consumed; any but consumed → discarded). Stored as its number: never renumber.</summary>
public enum GroupState
{
    /// <summary>Row exists, SampleGroup sent.</summary>
    Admitted = 0,

    /// <summary>All rollouts stored.</summary>
    Sampled = 1,

    /// <summary>Every slot has an effective verdict or spent attempts.</summary>
    Verified = 2,

    /// <summary>A root whose guided child is under way.</summary>
    AwaitingChild = 3,

    /// <summary>The lineage is final and waits for the Learner (eval: the end).</summary>
    Completed = 4,

    /// <summary>A step took it.</summary>
    Consumed = 5,

    /// <summary>Ended with a reason, without a step.</summary>
    Discarded = 6,
}
