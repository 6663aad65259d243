namespace Guide.Learner.Training;

/// <summary>The part a rollout played in the step that consumed its lineage. Stored as its number: never renumber.</summary>
public enum RowRole
{
    /// <summary>Trained as an on-policy row, clipped ratio.</summary>
    Unguided = 0,

    /// <summary>Sampled with the hint, trained without it, shaped ratio.</summary>
    Guided = 1,

    /// <summary>Consumed with its lineage but not trained on; the reason says why.</summary>
    Unused = 2,
}
