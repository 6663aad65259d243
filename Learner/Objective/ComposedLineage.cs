using Guide.Learner.Training;

namespace Guide.Learner.Objective;

/// <summary>What of a lineage trains. Each group has its own baseline.</summary>
/// <param name="Groups">One group; two when a guided child replaces and its mixed parent trains as its own group.</param>
/// <param name="Unused">The rest, with a word of <see cref="UnusedReasons"/>.</param>
public sealed record ComposedLineage(
    IReadOnlyList<IReadOnlyList<ComposedRow>> Groups,
    IReadOnlyList<(TrainingRollout Rollout, string Reason)> Unused);
