namespace Guide.Cli.Recipes;

/// <summary>Where a setting was written, for messages: a line of a file or the command line.</summary>
/// <param name="Place">"recipes/a.yaml:12", or "command line".</param>
/// <param name="Arm">The arm whose override it is; null = it applies to every arm.</param>
/// <param name="IsPreset">It stands in a preset: nobody who wrote the recipe claims that it has an effect.</param>
internal sealed record RecipeOrigin(string Place, string? Arm, bool IsPreset = false);
