namespace Guide.Recipes;

/// <summary>The scope of the percentile γ.</summary>
public enum ShapingScope
{
    /// <summary>All guided tokens of the optimizer batch.</summary>
    Batch,

    /// <summary>Each guided sequence by itself.</summary>
    Sequence,
}
