namespace Guide.Recipes;

/// <summary>After the warm-up.</summary>
public enum LearningRateSchedule
{
    /// <summary>Stays.</summary>
    Constant,

    /// <summary>Falls to 0 at the last update.</summary>
    Cosine,

    /// <summary>Falls to 0 at the last update.</summary>
    Linear,
}
