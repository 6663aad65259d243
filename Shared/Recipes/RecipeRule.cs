namespace Guide.Recipes;

/// <summary>What one setting demands of another, or of what the program knows.</summary>
/// <param name="Key">The setting that is named when the rule is broken.</param>
/// <param name="Holds">Whether a recipe keeps the rule.</param>
/// <param name="Otherwise">What is wrong with a recipe that breaks it, without a full stop.</param>
public sealed record RecipeRule(string Key, Func<RunRecipe, bool> Holds, Func<RunRecipe, string> Otherwise)
{
    /// <summary>A rule whose message is always the same.</summary>
    public RecipeRule(string key, Func<RunRecipe, bool> holds, string otherwise)
        : this(key, holds, _ => otherwise)
    {
    }
}
