using System.Text;

namespace Guide.Cli.Recipes;

/// <summary>The keys of a recipe for a reader, on a terminal and in docs/recipe-keys.md.</summary>
internal static class RecipeKeyTable
{
    private const string Introduction = """
        # Every key of a recipe

        Made by `./guide config keys --markdown` from the records in `Shared/Recipes`; a test compares. [recipes.md](recipes.md) says how a recipe is written.
        A key that is written where it has no effect is an error.

        """;

    /// <summary>Lines for a terminal.</summary>
    public static string Text(IReadOnlyList<RecipeKey> keys)
    {
        var text = new StringBuilder();
        foreach (var key in keys)
        {
            var value = key.Default.Length > 0 ? $"default {key.Default}" : "no default";
            text.Append($"{key.Key}\n    {value} · {key.Range}{(key.Unit.Length > 0 ? $" · {key.Unit}" : "")}\n    {key.Meaning}\n");
            if (key.Condition is { } when)
            {
                text.Append($"    applies when {when}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>The document: a table for each section.</summary>
    public static string Markdown(IReadOnlyList<RecipeKey> keys)
    {
        var text = new StringBuilder(Introduction);
        foreach (var section in keys.GroupBy(key => key.Key.Contains('.', StringComparison.Ordinal) ? key.Key[..key.Key.IndexOf('.', StringComparison.Ordinal)] : ""))
        {
            text.Append($"\n## {(section.Key.Length == 0 ? "The run" : section.Key)}\n\n| key | default | range | unit | meaning |\n|---|---|---|---|---|\n");
            foreach (var key in section)
            {
                var when = key.Condition is null ? "" : $" Applies when {key.Condition}.";
                text.Append($"| `{key.Key}` | {(key.Default.Length > 0 ? $"`{Cell(key.Default)}`" : "none")} | {Cell(key.Range)} | {Cell(key.Unit)} | {Cell(key.Meaning)}{Cell(when)} |\n");
            }
        }

        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
