using System.Text.Json;

using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>KodCode: {question, solution, test (a pytest file that imports from solution), test_info: [{function_declaration}]}.</summary>
internal sealed class KodCodeFormat : IDataSetFormat
{
    /// <inheritdoc/>
    public string Name => "kodcode";

    /// <inheritdoc/>
    public PromptRecord Convert(JsonElement item, string fallbackId) => new()
    {
        Id = Fields.Optional(item, "question_id") ?? fallbackId,
        Domain = Domain.Code,
        Prompt = CodeFields.Prompt(Fields.Required(item, "question"), Declarations(item)),
        Tests = JsonSerializer.SerializeToElement(new { kind = "function", pytest = Fields.Required(item, "test") }),
        Difficulty = Fields.Optional(item, "gpt_difficulty"),
        Source = Name,
    };

    /// <inheritdoc/>
    public IReadOnlyList<string> References(JsonElement item) => Fields.Optional(item, "solution") is { } solution ? [solution] : [];

    private static string? Declarations(JsonElement item) => CodeFields.Parsed(item, "test_info") is { ValueKind: JsonValueKind.Array } list
        ? string.Join('\n', list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object).Select(e => Fields.Optional(e, "function_declaration")).Where(d => d is not null))
        : null;
}
