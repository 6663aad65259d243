using System.Text.Json;

using Guide.DataSets;

namespace Guide.Cli.Replay.Foreign;

/// <summary>Texts of a dump, which are texts or chat messages.</summary>
internal static class ForeignText
{
    /// <summary>What was asked: a text, or the user's turns under each other.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    /// <exception cref="LeftOutException">It holds more than text.</exception>
    public static string? Prompt(JsonElement value, string field) => Of(value, field, static turns => string.Join("\n\n", turns.Where(static turn => turn.Role == "user").Select(static turn => turn.Text)));

    /// <summary>What was said: a text, or the assistant's last turn that has one.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    /// <exception cref="LeftOutException">It holds more than text.</exception>
    public static string? Completion(JsonElement value, string field) => Of(value, field, static turns => turns.LastOrDefault(static turn => turn.Role == "assistant" && turn.Text.Length > 0).Text);

    private static string? Of(JsonElement value, string field, Func<IReadOnlyList<(string Role, string Text)>, string?> choose)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Array => choose([.. value.EnumerateArray().Select(turn => Turn(turn, field))]),
            _ => throw new FormatException($"the field '{field}' is neither a text nor a list of messages"),
        };
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private static (string Role, string Text) Turn(JsonElement turn, string field)
    {
        if (turn.ValueKind != JsonValueKind.Object || !turn.TryGetProperty("role", out var role) || role.ValueKind != JsonValueKind.String)
        {
            throw new FormatException($"the field '{field}' is a list of something else than messages with a role");
        }

        return (role.GetString()!, turn.TryGetProperty("content", out var content) ? Content(content, field) : "");
    }

    private static string Content(JsonElement content, string field) => content.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => Part(part, field))),
        _ => throw new FormatException($"the field '{field}' has a message whose content is neither a text nor a list of parts"),
    };

    private static string Part(JsonElement part, string field) =>
        part.ValueKind == JsonValueKind.String ? part.GetString()!
        : part.ValueKind != JsonValueKind.Object ? throw new FormatException($"the field '{field}' has a message with a part that is no object")
        : part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()!
        : throw new LeftOutException("holds more than text");
}
