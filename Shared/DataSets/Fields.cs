using System.Text.Json;

namespace Guide.DataSets;

/// <summary>Reads fields of an item; what is missing says so.</summary>
internal static class Fields
{
    /// <summary>A text that must be there and not be blank.</summary>
    public static string Required(JsonElement item, string name) =>
        Optional(item, name) is { } text && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw new AbsentFieldException(name);

    /// <summary>A text or number as text; null when it is absent or null.</summary>
    public static string? Optional(JsonElement item, string name)
    {
        if (Find(item, name) is not { } value)
        {
            return null;
        }

        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.Null => null,
                _ => throw new FormatException($"the field '{name}' is not a text but {Kind(value)}"),
            };
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException($"the field '{name}' is no text that can be encoded (half of a surrogate pair)", exception);
        }
    }

    /// <summary>A field; null when it is absent.</summary>
    public static JsonElement? Find(JsonElement item, string name) =>
        item.ValueKind != JsonValueKind.Object ? throw new FormatException($"the item is not an object but {Kind(item)}")
        : item.TryGetProperty(name, out var value) ? value
        : null;

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
