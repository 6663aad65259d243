namespace Guide.Recipes;

/// <summary>When a key has an effect.</summary>
/// <param name="Key">The key, or the section that it speaks of as a whole.</param>
/// <param name="When">The condition in words, behind "it applies when".</param>
/// <param name="Holds">Whether a recipe meets it.</param>
public sealed record RecipeCondition(string Key, string When, Func<RunRecipe, bool> Holds)
{
    /// <summary>Whether the condition is about this key.</summary>
    public bool Covers(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key == Key || key.StartsWith($"{Key}.", StringComparison.Ordinal);
    }
}
