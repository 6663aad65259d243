namespace Guide.Learner.Objective;

/// <summary>A lineage and what of it trains. Composed once, when it is read; each group has its own baseline.</summary>
/// <param name="Lineage">As it was sampled and judged.</param>
/// <param name="Groups">One group; two when a guided child replaces and its mixed parent trains as its own group.</param>
/// <param name="Unused">The rest, with a word of <see cref="UnusedReasons"/>.</param>
public sealed record ComposedLineage(
    Lineage Lineage,
    IReadOnlyList<IReadOnlyList<ComposedRow>> Groups,
    IReadOnlyList<(TrainingRollout Rollout, string Reason)> Unused)
{
    /// <summary>Some group has two rows: with fewer there is nothing to compare a reward with.</summary>
    public bool CanTrain => Groups.Any(group => group.Count >= 2);

    /// <summary>No group has two different rewards.</summary>
    public bool IsUniform => Groups.All(Advantages.IsUniform);
}
