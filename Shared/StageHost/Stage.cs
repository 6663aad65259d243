namespace Guide.StageHost;

/// <summary>The five stages of the pipeline.</summary>
public enum Stage
{
    /// <summary>Admits prompts under back-pressure and reconciles lost groups.</summary>
    Producer,

    /// <summary>Samples the rollouts of a group.</summary>
    Rollout,

    /// <summary>Judges the rollouts of a group.</summary>
    Verifier,

    /// <summary>Routes verified groups and attaches hints.</summary>
    Hint,

    /// <summary>Takes optimizer steps over completed lineages.</summary>
    Learner,
}
