namespace Guide.Recipes;

/// <summary>The objective of unguided rows (docs/algorithm.md, "Objectives").</summary>
public enum LossKind
{
    /// <summary>min(ρA, clip(ρ)A), per token (arXiv 1707.06347); with a larger ε_high DAPO's clip-higher.</summary>
    PpoClip,

    /// <summary>The same, for A &lt; 0 not below c·A (arXiv 1912.09729).</summary>
    DualClip,

    /// <summary>sg[clip(ρ)]·A·log π, per token (arXiv 2506.13585).</summary>
    Cispo,

    /// <summary>min(sA, clip(s)A) with s the geometric mean of a sequence's ratios (arXiv 2507.18071).</summary>
    Gspo,
}
