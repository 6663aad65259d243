using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;

using Guide.Contracts;

namespace Guide.Recipes;

/// <summary>The keys a recipe may have, read off <see cref="RunRecipe"/>: dotted snake_case paths to scalar settings.</summary>
public static class RecipeSchema
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Every scalar key with its property, in the order of the records.</summary>
    public static IReadOnlyList<(string Key, PropertyInfo Property)> Keys { get; } = [.. Walk(typeof(RunRecipe), "")];

    /// <summary>Key → property.</summary>
    public static FrozenDictionary<string, PropertyInfo> ByKey { get; } = Keys.ToFrozenDictionary(k => k.Key, k => k.Property, StringComparer.Ordinal);

    /// <summary>Paths that hold other keys: "step", "data.dial", ….</summary>
    public static FrozenSet<string> Sections { get; } = Keys
        .SelectMany(k => Prefixes(k.Key))
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The value of a key in a recipe.</summary>
    public static object? Read(RunRecipe recipe, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        object? at = recipe;
        foreach (var part in key.Split('.'))
        {
            at = at!.GetType().GetProperties().Single(p => SnakeCaseJson.Name(p.Name) == part).GetValue(at);
        }

        return at;
    }

    /// <summary>A setting's text as JSON of its property's type, or null and why not.</summary>
    public static (JsonNode? Value, string? Error) Parse(PropertyInfo property, string text, bool quoted)
    {
        ArgumentNullException.ThrowIfNull(property);
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (!quoted && text is "" or "null" or "~")
        {
            var nullable = type != property.PropertyType
                || (type == typeof(string) && Nullability.Create(property).WriteState == NullabilityState.Nullable);
            return nullable ? (null, null) : (null, "needs a value");
        }

        if (type == typeof(string))
        {
            return (JsonValue.Create(text), null);
        }

        if (type == typeof(bool))
        {
            return text switch
            {
                "true" => (JsonValue.Create(true), null),
                "false" => (JsonValue.Create(false), null),
                _ => (null, $"'{text}' is not true or false"),
            };
        }

        if (type == typeof(int))
        {
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? (JsonValue.Create(whole), null)
                : (null, $"'{text}' is not a whole number");
        }

        if (type == typeof(double))
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? (JsonValue.Create(number), null)
                : (null, $"'{text}' is not a number");
        }

        if (type.IsEnum)
        {
            var words = Enum.GetNames(type).Select(SnakeCaseJson.Name).ToArray();
            return words.Contains(text) ? (JsonValue.Create(text), null)
                : Renamed(type, text) is { } today ? (null, $"'{text}' is called '{today}' now")
                : (null, $"'{text}' is none of {string.Join(", ", words)}; the nearest is '{Nearest.Of(text, words)}'");
        }

        throw new InvalidOperationException($"The recipe has a setting of a type that cannot be written: {property.Name}, {type}.");
    }

    /// <summary>What a choice is called today that had this word before; null = none had.</summary>
    private static string? Renamed(Type choices, string formerWord) => choices.GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(choice => choice.GetCustomAttribute<FormerWordAttribute>()?.Word == formerWord)
        .Select(choice => SnakeCaseJson.Name(choice.Name))
        .FirstOrDefault();

    private static IEnumerable<(string Key, PropertyInfo Property)> Walk(Type type, string prefix)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            var key = prefix + SnakeCaseJson.Name(property.Name);
            if (property.PropertyType.Namespace == typeof(RunRecipe).Namespace && property.PropertyType.IsClass)
            {
                foreach (var inner in Walk(property.PropertyType, key + "."))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return (key, property);
            }
        }
    }

    private static IEnumerable<string> Prefixes(string key)
    {
        for (var dot = key.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = key.IndexOf('.', dot + 1))
        {
            yield return key[..dot];
        }
    }
}
