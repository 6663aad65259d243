using System.Globalization;
using System.Text.Json;

using Guide.Recipes;

namespace Guide.PolicyModel.Tokens;

/// <summary>What a chat template is given beside the prompt.</summary>
/// <param name="System">The system prompt; null = the template's own default, or none.</param>
/// <param name="Variables">Variables of the template, for example enable_thinking.</param>
/// <param name="Date">What the template is told the date is: fixed, so that a run is sampled under one text on every day.</param>
public sealed record ChatSettings(string? System, IReadOnlyDictionary<string, JsonElement> Variables, DateOnly Date)
{
    /// <summary>Nothing of its own; the recipes' default date.</summary>
    public static ChatSettings Default { get; } = Of(new SamplingRecipe());

    /// <summary>What a recipe says; its rules have been checked.</summary>
    public static ChatSettings Of(SamplingRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return Of(recipe.SystemPrompt, recipe.TemplateVariables, recipe.TemplateDate);
    }

    /// <summary>The same from texts.</summary>
    /// <param name="system">The system prompt; null = none.</param>
    /// <param name="variables">"name=value" with commas between them; true, false, null and numbers are meant as such, the rest is text.</param>
    /// <param name="date">yyyy-MM-dd.</param>
    /// <exception cref="FormatException">The variables or the date cannot be read; the message says which.</exception>
    public static ChatSettings Of(string? system, string variables, string date) => new(
        system,
        Pairs(variables),
        DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw new FormatException($"'{date}' is no date of the form 2024-07-26"));

    private static Dictionary<string, JsonElement> Pairs(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var pairs = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            var name = at > 0 ? part[..at].TrimEnd() : "";
            if (name.Length == 0 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                throw new FormatException($"'{part}' is not of the form name=value");
            }

            if (name is "messages" or "add_generation_prompt" || !pairs.TryAdd(name, Value(part[(at + 1)..].TrimStart())))
            {
                throw new FormatException($"'{name}' cannot be set here, or is set twice");
            }
        }

        return pairs;
    }

    private static JsonElement Value(string text)
    {
        if (text is "true" or "false" or "null" || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            try
            {
                return JsonSerializer.Deserialize<JsonElement>(text);
            }
            catch (JsonException)
            {
                // "007" or ".5": not a number of JSON, so it is text.
            }
        }

        return JsonSerializer.SerializeToElement(text);
    }
}
