namespace Guide.Learner.Objective;

/// <summary>The part a rollout played in the step that consumed its lineage. Stored as a word, see <see cref="RowRoles"/>.</summary>
public enum RowRole
{
    /// <summary>Trained as an on-policy row, clipped ratio.</summary>
    Unguided,

    /// <summary>Sampled with the hint, trained without it, shaped ratio.</summary>
    Guided,

    /// <summary>Consumed with its lineage but not trained on; the reason says why.</summary>
    Unused,
}
