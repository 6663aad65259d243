namespace Guide.Contracts;

/// <summary>Why a group exists. Stored as its number: never renumber.</summary>
public enum Purpose
{
    /// <summary>Its lineage is consumed by the Learner.</summary>
    Train = 0,

    /// <summary>It measures one policy version; never hinted by the router, never consumed.</summary>
    Eval = 1,

    /// <summary>Stored rollouts judged or trained again.</summary>
    Replay = 2,
}
