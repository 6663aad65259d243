namespace Guide.Recipes;

/// <summary>A setting that cannot stand.</summary>
/// <param name="Key">The setting, dotted.</param>
/// <param name="Why">Why not and what would be right, without a full stop.</param>
public sealed record RecipeViolation(string Key, string Why);
