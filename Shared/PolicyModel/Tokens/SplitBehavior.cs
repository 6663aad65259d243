namespace Guide.PolicyModel.Tokens;

/// <summary>What becomes of a delimiter.</summary>
internal enum SplitBehavior
{
    Removed = 0,
    Isolated = 1,
    MergedWithPrevious = 2,
    MergedWithNext = 3,
    Contiguous = 4,
}
