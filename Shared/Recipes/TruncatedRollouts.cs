namespace Guide.Recipes;

/// <summary>What a completion that reached its budget is worth.</summary>
public enum TruncatedRollouts
{
    /// <summary>Judged as it is, normally FormatError.</summary>
    Zero,

    /// <summary>Takes no part: neither in the decision to hint nor in training.</summary>
    Mask,
}
