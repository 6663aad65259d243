using Guide.Storage;

namespace Guide.Learner;

/// <summary>What the Learner found when it looked at the open lineages.</summary>
/// <param name="Step">The lineages of a step that is due, by ordinal; null = wait. Empty = a step closes without a useful lineage.</param>
/// <param name="Over">True: nothing will come any more.</param>
internal sealed record StepAssembly(IReadOnlyList<StoredLineage>? Step, bool Over)
{
    /// <summary>Something is still under way.</summary>
    public static StepAssembly Wait { get; } = new(null, false);
}
