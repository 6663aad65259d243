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

    /// <summary>min(ρA, clip(ρ)A) as for unguided tokens, an ablation.</summary>
    Clip,
}
