using Guide.Learner.Objective;

namespace Guide.Learner.Training;

/// <summary>The outcome of one step.</summary>
public sealed record StepResult
{
    /// <summary>One row per rollout of every lineage given, unused ones included.</summary>
    public required IReadOnlyList<StepRow> Rows { get; init; }

    /// <summary>Metrics by name; all finite; a name is absent when it does not exist in this step (γ without guided tokens). See docs/algorithm.md.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>AdamW updates made; 0 when no advantage differs from zero.</summary>
    public required int UpdatesApplied { get; init; }

    /// <summary>Updates dropped because loss or gradient was not finite; the weights are as before them.</summary>
    public required int UpdatesSkippedNonFinite { get; init; }

    /// <summary>Sampler against trainer, wherever it could be compared; empty = nowhere.</summary>
    public IReadOnlyList<SamplerGap> SamplerGaps { get; init; } = [];

    /// <summary>Steps in a row, this one included, that had rollouts and could compare none of them; 0 = this one did.</summary>
    public int UncheckedSteps { get; init; }
}
