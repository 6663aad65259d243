using System.Globalization;
using System.Text.Json;

using Guide.Recipes;

namespace Guide.PolicyModel.Prompts;

/// <summary>What a recipe lets end a completion beside what the checkpoint names.</summary>
/// <param name="Ids">Token ids.</param>
/// <param name="Texts">Texts, none empty.</param>
public sealed record StopSettings(IReadOnlyList<int> Ids, IReadOnlyList<string> Texts)
{
    /// <summary>Reads sampling.stop_ids and sampling.stop_strings.</summary>
    /// <exception cref="FormatException">One of them cannot be read; the message says which and why.</exception>
    public static StopSettings Of(SamplingRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return new StopSettings(
            [.. recipe.StopIds.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(static text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw new FormatException($"the stop id '{text}' is no number"))],
            TextsOf(recipe.StopStrings));
    }

    private static IReadOnlyList<string> TextsOf(string text)
    {
        if (!text.TrimStart().StartsWith('['))
        {
            return text.Length == 0 ? [] : [text];
        }

        try
        {
            var texts = JsonSerializer.Deserialize<string[]>(text) ?? [];
            return Array.TrueForAll(texts, static t => !string.IsNullOrEmpty(t)) ? texts : throw new FormatException("a stop string is empty");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"the stop strings '{text}' begin with [ but are no JSON list of texts", exception);
        }
    }
}
