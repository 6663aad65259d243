using Guide.Learner.Objective;

namespace Guide.Learner.Training;

/// <summary>What a step is given.</summary>
public sealed record StepInput
{
    /// <summary>In admission order; each classified as useful by <see cref="LineageTriage"/>.</summary>
    public required IReadOnlyList<ComposedLineage> Lineages { get; init; }

    /// <summary>
    /// Checkpoints of older versions that rollouts of these lineages were sampled at, as far as they are still there: log-probs are compared
    /// against the weights they came from. Nothing trains on them.
    /// </summary>
    public IReadOnlyList<CheckpointInfo> OlderVersions { get; init; } = [];

    /// <summary>Folder of the run's version 0, the reference policy where the recipe names no other; null = not told.</summary>
    public string? Reference { get; init; }

    /// <summary>How many steps in a row before this one had rollouts and could compare none of them.</summary>
    public int UncheckedSteps { get; init; }
}
