namespace Guide.Recipes;

/// <summary>What a completion that reached its budget is worth.</summary>
public enum TruncatedRollouts
{
    /// <summary>Judged as it is, normally FormatError.</summary>
    Zero,

    /// <summary>Left out like an unjudged row.</summary>
    Mask,
}
