namespace Guide.PolicyModel.Training;

/// <summary>AdamW's constants (arXiv 1711.05101).</summary>
public sealed record AdamWSettings
{
    /// <summary>β1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β2.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second moment.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay λ: every step first multiplies each weight by 1 − lr·λ.</summary>
    public double WeightDecay { get; init; }
}
