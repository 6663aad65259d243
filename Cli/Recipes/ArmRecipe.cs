using Guide.Recipes;

namespace Guide.Cli.Recipes;

/// <summary>One arm of an experiment, before a seed is chosen.</summary>
/// <param name="Name">Unique in its experiment.</param>
/// <param name="Recipe">Its effective settings.</param>
/// <param name="MatchRolloutsOf">Another arm: this one's steps are chosen so that it samples as many rollouts; null = its own step.steps.</param>
/// <param name="Origins">Dotted key → where it was written; keys that are not here have their default.</param>
internal sealed record ArmRecipe(string Name, RunRecipe Recipe, string? MatchRolloutsOf, IReadOnlyDictionary<string, RecipeOrigin> Origins);
