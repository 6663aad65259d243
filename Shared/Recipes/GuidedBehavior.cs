namespace Guide.Recipes;

/// <summary>What a guided row's importance ratio divides by.</summary>
public enum GuidedBehavior
{
    /// <summary>μ under prompt and hint, as it was sampled: the importance correction.</summary>
    Sampling,

    /// <summary>π_old under the prompt alone, computed before the step: the ratio begins at 1, and the correction is missing.</summary>
    Training,
}
