namespace Guide.Recipes;

/// <summary>Shaping of the guided importance ratio ρ.</summary>
public enum Shaping
{
    /// <summary>ρ/(ρ+γ), γ a quantile of the guided ratios.</summary>
    Percentile,

    /// <summary>ρ/(ρ+c).</summary>
    Constant,

    /// <summary>ρ^c, an ablation without the bound on the gradient weight.</summary>
    Power,

    /// <summary>ρ itself, an ablation without that bound.</summary>
    None,

    /// <summary>min(c, ρ_t)·log π, the weight held constant.</summary>
    Truncated,

    /// <summary>The same with the product of the ratios up to the token, never above c on the way.</summary>
    PrefixProduct,

    /// <summary>The same with the geometric mean of the ratios up to the token.</summary>
    PrefixMean,

    /// <summary>The same with the geometric mean of all ratios of the row.</summary>
    SequenceMean,

    /// <summary>min(ρA, clip(ρ)A) as for unguided tokens, an ablation.</summary>
    Clip,
}
