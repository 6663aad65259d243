namespace Guide.Learner.Steps;

/// <summary>What the open lineages amount to.</summary>
/// <param name="Step">The lineages of a step that is due, by ordinal; null = wait. Empty = a step closes without a useful lineage.</param>
/// <param name="Over">True: nothing will come any more.</param>
internal sealed record StepAssembly(IReadOnlyList<LoadedLineage>? Step, bool Over)
{
    /// <summary>Something is still under way.</summary>
    public static StepAssembly Wait { get; } = new(null, false);
}
