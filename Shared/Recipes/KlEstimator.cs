namespace Guide.Recipes;

/// <summary>Estimators of KL(π‖reference) from one sample, d = log π − log reference.</summary>
public enum KlEstimator
{
    /// <summary>d.</summary>
    K1,

    /// <summary>d²/2.</summary>
    K2,

    /// <summary>e^−d + d − 1.</summary>
    K3,
}
