namespace Guide.Cli.Environments;

/// <summary>Supervised training on completions: AdamW, linear warm-up, cosine to a floor.</summary>
internal sealed record SupervisedSettings
{
    /// <summary>AdamW updates.</summary>
    public required int Updates { get; init; }

    /// <summary>Sequences of one update.</summary>
    public required int RowsPerUpdate { get; init; }

    /// <summary>Peak learning rate.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Updates of linear warm-up (the cosine runs from the first update all the same).</summary>
    public int WarmupUpdates { get; init; } = 100;

    /// <summary>The cosine's floor as a share of the peak.</summary>
    public double FloorShare { get; init; } = 0.05;

    /// <summary>β2.</summary>
    public double Beta2 { get; init; } = 0.98;

    /// <summary>Decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Gradients are scaled down to this global norm.</summary>
    public double MaxGradientNorm { get; init; } = 1;
}
