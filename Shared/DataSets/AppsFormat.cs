using System.Text.Json;

using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>APPS and TACO: {question, input_output: {inputs, outputs, fn_name?} (often as text), solutions, starter_code, difficulty}.</summary>
internal sealed class AppsFormat(string name) : IDataSetFormat
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public PromptRecord Convert(JsonElement item, string fallbackId)
    {
        if (CodeFields.Parsed(item, "input_output") is not { ValueKind: JsonValueKind.Object } tests)
        {
            throw new FormatException("the field 'input_output' is missing or no object");
        }

        return new PromptRecord
        {
            Id = Fields.Optional(item, "problem_id") is { } id ? $"{name}-{id}" : Fields.Optional(item, "id") ?? fallbackId,
            Domain = Domain.Code,
            Prompt = CodeFields.Prompt(Fields.Required(item, "question"), Fields.Optional(item, "starter_code")),
            Tests = tests,
            Difficulty = Fields.Optional(item, "difficulty"),
            Source = name,
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> References(JsonElement item) => CodeFields.Solutions(item, "solutions");
}
