using System.ComponentModel.DataAnnotations;

namespace Guide.Recipes;

/// <summary>The distance of unguided tokens to a reference policy (docs/algorithm.md).</summary>
public sealed record KlRecipe
{
    /// <summary>β; 0 = off, and no reference is loaded.</summary>
    [Range(0.0, 100.0)]
    public double Coefficient { get; init; }

    /// <summary>How it is estimated from one sample.</summary>
    public KlEstimator Estimator { get; init; } = KlEstimator.K3;

    /// <summary>Where it enters.</summary>
    public KlPlace Term { get; init; } = KlPlace.Loss;

    /// <summary>The reference's checkpoint folder, an absolute path once the recipe is read; null = the run's version 0.</summary>
    [RecipePath]
    public string? Reference { get; init; }
}
