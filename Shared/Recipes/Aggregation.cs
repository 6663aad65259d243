namespace Guide.Recipes;

/// <summary>The denominator of the loss, over the whole optimizer batch.</summary>
public enum Aggregation
{
    /// <summary>(1/N) Σ_i (1/T_i) Σ_t ℓ.</summary>
    SequenceMean,

    /// <summary>Σ ℓ / Σ T_i.</summary>
    TokenMean,

    /// <summary>Σ ℓ / (N·L_max).</summary>
    Constant,
}
