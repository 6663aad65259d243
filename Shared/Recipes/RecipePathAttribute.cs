namespace Guide.Recipes;

/// <summary>The setting is a path: in a recipe's file it is relative to the file, on a command line to the working directory.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RecipePathAttribute : Attribute;
