using System.ComponentModel.DataAnnotations;

namespace Guide.Recipes;

/// <summary>The critic of <c>objective.advantage: gae</c> (docs/algorithm.md, "Guide-PPO").</summary>
public sealed record ValueRecipe
{
    /// <summary>γ_d: the discount a token.</summary>
    [Range(0.0, 1.0)]
    public double Discount { get; init; } = 1;

    /// <summary>λ of the estimator.</summary>
    [Range(0.0, 1.0)]
    public double Lambda { get; init; } = 1;

    /// <summary>Learning rate of the value head's own AdamW; constant.</summary>
    [Range(0.0, 1.0)]
    public double HeadLearningRate { get; init; } = 1e-3;

    /// <summary>Weight of the value loss in the shared weights; 0 = the head alone learns from it.</summary>
    [Range(0.0, 100.0)]
    public double TrunkCoefficient { get; init; } = 0.1;

    /// <summary>ε_V: how far a value may move in a step before its loss is clipped.</summary>
    [Range(1e-6, 1e6)]
    public double Clip { get; init; } = 0.2;

    /// <summary>Steps at the beginning in which only the value head learns.</summary>
    [Range(0, 1_000_000)]
    public int WarmupSteps { get; init; }

    /// <summary>Whether guided rows enter the value loss; they raise V of the prompt beyond what it is worth without its hint.</summary>
    public bool GuidedInValueLoss { get; init; } = true;
}
