namespace Guide.Recipes;

/// <summary>What a choice was called in recipes before; it is refused, and the error names the word of today.</summary>
/// <param name="word">As recipes wrote it.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class FormerWordAttribute(string word) : Attribute
{
    /// <summary>As recipes wrote it.</summary>
    public string Word { get; } = word;
}
