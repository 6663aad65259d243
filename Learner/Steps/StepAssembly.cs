namespace Guide.Learner.Steps;

/// <summary>What the open lineages amount to.</summary>
/// <param name="Step">The lineages of a step that is due, by ordinal; null = wait. Empty = a step closes without a useful lineage.</param>
/// <param name="Over">True: nothing will come any more.</param>
/// <param name="Missing">Lineages that have to become final before there can be a step, at least; 0 where there is one.</param>
internal sealed record StepAssembly(IReadOnlyList<LoadedLineage>? Step, bool Over, int Missing = 0);
