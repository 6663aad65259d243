namespace Guide.Recipes;

/// <summary>What happens to lineages whose rewards are all equal.</summary>
public enum DynamicSampling
{
    /// <summary>Consumed with advantage 0; they count in denominators.</summary>
    Off,

    /// <summary>Discarded; others take their place.</summary>
    Fill,
}
