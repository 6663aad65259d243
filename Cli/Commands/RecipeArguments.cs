using System.CommandLine;

using Guide.Contracts;

namespace Guide.Cli.Commands;

/// <summary>The arguments [RECIPE] [key=value …] that several commands share.</summary>
internal static class RecipeArguments
{
    private const string Default = "recipes/quickstart.yaml";

    /// <summary>The argument to add to a command.</summary>
    public static Argument<string[]> Create() => new("recipe")
    {
        HelpName = "RECIPE | key=value",
        Description = $"A recipe (YAML; default {Default}) and settings that override it, e.g. step.steps=20.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>Splits the words into the recipe's path and its overrides.</summary>
    public static (string File, IReadOnlyList<string> Overrides) Split(string[] words)
    {
        var files = words.Where(w => !w.Contains('=')).ToList();
        return files.Count > 1
            ? throw GuideException.Usage($"one recipe at a time: '{files[0]}' and '{files[1]}'.")
            : (files.Count == 1 ? files[0] : DefaultRecipe(), words.Where(w => w.Contains('=')).ToList());
    }

    /// <summary>The quickstart, from the working directory or from the folder the program was built in.</summary>
    private static string DefaultRecipe()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); !File.Exists(Default) && folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, Default);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return Default;
    }
}
