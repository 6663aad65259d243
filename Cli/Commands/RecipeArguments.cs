using System.CommandLine;

using Guide.Cli.Recipes;

namespace Guide.Cli.Commands;

/// <summary>The arguments [RECIPE] [key=value …] that several commands share.</summary>
internal static class RecipeArguments
{
    /// <summary>The argument to add to a command.</summary>
    public static Argument<string[]> Create() => new("recipe")
    {
        HelpName = "RECIPE | key=value",
        Description = $"A recipe (YAML; default {RecipeWords.Default}) and settings that override it, e.g. step.steps=20.",
        Arity = ArgumentArity.ZeroOrMore,
    };
}
