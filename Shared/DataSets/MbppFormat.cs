using System.Text.Json;

using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>google-research/mbpp: {task_id, prompt or text, test_list: [assert …], test_imports}. The asserts are part of the prompt: they name the function.</summary>
internal sealed class MbppFormat : IDataSetFormat
{
    /// <inheritdoc/>
    public string Name => "mbpp";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Columns => ["task_id", "prompt", "text", "instruction", "test_list", "test_imports"];

    /// <inheritdoc/>
    public PromptRecord Convert(JsonElement item, string fallbackId)
    {
        var asserts = Texts(item, "test_list");
        if (asserts.Length == 0)
        {
            throw new FormatException("the field 'test_list' is missing or empty");
        }

        var task = Fields.Optional(item, "prompt") ?? Fields.Required(item, "text");
        return new PromptRecord
        {
            Id = Fields.Optional(item, "task_id") is { } id ? $"mbpp-{id}" : fallbackId,
            Domain = Domain.Code,
            Prompt = Fields.Optional(item, "instruction") ?? $"{task}\n{string.Join('\n', asserts)}",
            Tests = JsonSerializer.SerializeToElement(new { kind = "mbpp", imports = Texts(item, "test_imports").Concat(Setup(item)), asserts }),
            Source = Name,
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> References(JsonElement item) => Fields.Optional(item, "code") is { } code ? [code] : [];

    private static string[] Setup(JsonElement item) => Fields.Optional(item, "test_setup_code") is { Length: > 0 } code ? [code] : [];

    private static string[] Texts(JsonElement item, string name) =>
        Fields.Find(item, name) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? e.GetString()! : throw new FormatException($"the field '{name}' is not a list of texts"))]
            : [];
}
