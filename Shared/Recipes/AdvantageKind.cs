namespace Guide.Recipes;

/// <summary>Advantage estimator (docs/algorithm.md).</summary>
public enum AdvantageKind
{
    /// <summary>(R−mean)/(std+1e-6).</summary>
    Grpo,

    /// <summary>R−mean.</summary>
    DrGrpo,

    /// <summary>n/(n−1)·(R−mean).</summary>
    Rloo,

    /// <summary>Whitened over the tokens of the step.</summary>
    ReinforcePlusPlus,

    /// <summary>Generalized advantage estimation with a value head (PPO, Guide-PPO).</summary>
    Gae,
}
