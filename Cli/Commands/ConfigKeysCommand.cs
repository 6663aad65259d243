using System.CommandLine;

using Guide.Cli.Recipes;
using Guide.Commands;
using Guide.Contracts;

namespace Guide.Cli.Commands;

/// <summary><c>guide config keys</c>: every key that a recipe may have.</summary>
internal static class ConfigKeysCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var beginning = new Argument<string?>("beginning") { Description = "Only keys that begin so, for example sampling.", Arity = ArgumentArity.ZeroOrOne };
        var markdown = new Option<bool>("--markdown") { Description = "As docs/recipe-keys.md has them." };
        var command = new GuideCommand(
            "keys",
            "Every key that a recipe may have: default, range, unit, when it has an effect, what it means.",
            "guide config keys guidance",
            "guide config keys --markdown > docs/recipe-keys.md")
        {
            beginning, markdown,
        };
        command.SetAction(parsed =>
        {
            var of = parsed.GetValue(beginning) ?? "";
            var keys = RecipeKey.All.Where(key => key.Key.StartsWith(of, StringComparison.Ordinal)).ToList();
            if (keys.Count == 0)
            {
                throw GuideException.Usage($"no key begins with '{of}'; the nearest is '{Nearest.Of(of, RecipeKey.All.Select(key => key.Key))}'.");
            }

            parsed.InvocationConfiguration.Output.Write(parsed.GetValue(markdown) ? RecipeKeyTable.Markdown(keys) : RecipeKeyTable.Text(keys));
            return ExitCodes.Done;
        });
        return command;
    }
}
