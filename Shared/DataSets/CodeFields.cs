using System.Text.Json;

namespace Guide.DataSets;

/// <summary>Fields of data sets of programs that are JSON, or JSON inside a text.</summary>
internal static class CodeFields
{
    /// <summary>A field's JSON, taken out of its text where it is one; null = it is absent, null or blank.</summary>
    public static JsonElement? Parsed(JsonElement item, string name)
    {
        if (Fields.Find(item, name) is not { ValueKind: not JsonValueKind.Null } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return value.Clone();
        }

        var text = Fields.Optional(item, name)!;
        try
        {
            return string.IsNullOrWhiteSpace(text) ? null : JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"the field '{name}' is not JSON: {exception.Message}", exception);
        }
    }

    /// <summary>Solutions: a text, a list of texts, or a list inside a text.</summary>
    public static IReadOnlyList<string> Solutions(JsonElement item, string name)
    {
        if (Fields.Find(item, name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.String && Fields.Optional(item, name) is { } text && !text.TrimStart().StartsWith('['))
        {
            return text.Length > 0 ? [text] : [];
        }

        return Parsed(item, name) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!)]
            : [];
    }

    /// <summary>A task and the beginning of the code that it hands out.</summary>
    public static string Prompt(string task, string? starter) =>
        string.IsNullOrWhiteSpace(starter) ? task : $"{task.TrimEnd()}\n\nContinue this code:\n```python\n{starter.TrimEnd()}\n```";
}
