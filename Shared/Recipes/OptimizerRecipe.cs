using System.ComponentModel.DataAnnotations;

namespace Guide.Recipes;

/// <summary>AdamW and its schedule.</summary>
public sealed record OptimizerRecipe
{
    /// <summary>Peak learning rate.</summary>
    [Range(0.0, 1.0)]
    public double LearningRate { get; init; } = 1e-6;

    /// <summary>Updates of linear warm-up.</summary>
    [Range(0, 1_000_000)]
    public int WarmupUpdates { get; init; }

    /// <summary>After the warm-up.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>β1.</summary>
    [Range(0.0, 0.99999)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β2.</summary>
    [Range(0.0, 0.99999)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Decoupled weight decay.</summary>
    [Range(0.0, 10.0)]
    public double WeightDecay { get; init; }

    /// <summary>Gradients are scaled down to this global norm.</summary>
    [Range(1e-6, 1e6)]
    public double MaxGradientNorm { get; init; } = 1.0;

    /// <summary>Optimizer state is kept for every N-th version; an exact resume needs the last version's (1).</summary>
    [Range(1, 1_000_000)]
    public int OptimizerStateEvery { get; init; } = 1;
}
