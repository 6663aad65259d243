using Guide.Contracts;

namespace Guide.Cli.Recipes;

/// <summary>The words [RECIPE] [key=value …] of a command line.</summary>
internal static class RecipeWords
{
    /// <summary>The recipe where none is named.</summary>
    public const string Default = "recipes/quickstart.yaml";

    private const string PresetFolder = "recipes/presets";

    /// <summary>Splits the words into the recipe's path and its overrides.</summary>
    /// <exception cref="GuideException">Exit code 2: two recipes.</exception>
    public static (string File, IReadOnlyList<string> Overrides) Split(IReadOnlyList<string> words)
    {
        var files = words.Where(w => !w.Contains('=') || File.Exists(w)).ToList();
        return files.Count > 1
            ? throw GuideException.Usage($"one recipe at a time: '{files[0]}' and '{files[1]}'.")
            : (files.Count == 1 ? files[0] : DefaultRecipe(), words.Where(w => !files.Contains(w)).ToList());
    }

    /// <summary>The quickstart, from the working directory or from the folder the program was built in.</summary>
    private static string DefaultRecipe() => Find(Default, File.Exists) ?? Default;

    /// <summary>The presets that a recipe may name, by name, with their files: from the working directory or from the folder the program was built in.</summary>
    public static IReadOnlyDictionary<string, string> Presets() => Find(PresetFolder, Directory.Exists) is { } folder
        ? new SortedDictionary<string, string>(Directory.GetFiles(folder, "*.yaml").ToDictionary(file => Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal), StringComparer.Ordinal)
        : new SortedDictionary<string, string>(StringComparer.Ordinal);

    private static string? Find(string path, Func<string, bool> exists)
    {
        if (exists(path))
        {
            return path;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, path);
            if (exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
