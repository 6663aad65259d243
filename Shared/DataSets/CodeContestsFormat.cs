using System.Text.Json;

using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>Contest problems on standard streams (google-deepmind/code_contests as rllm keeps them): {problem, tests: {inputs, outputs}}.</summary>
internal sealed class CodeContestsFormat : IDataSetFormat
{
    /// <inheritdoc/>
    public string Name => "contests";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Columns => ["id", "name", "problem", "tests"];

    /// <inheritdoc/>
    public PromptRecord Convert(JsonElement item, string fallbackId)
    {
        if (Fields.Find(item, "tests") is not { ValueKind: JsonValueKind.Object } tests)
        {
            throw new FormatException("the field 'tests' is missing or no object");
        }

        var inputs = Texts(tests, "inputs");
        var outputs = Texts(tests, "outputs");
        if (inputs.Length == 0 || inputs.Length != outputs.Length)
        {
            throw new FormatException($"the tests have {inputs.Length} inputs and {outputs.Length} outputs");
        }

        return new PromptRecord
        {
            Id = Fields.Optional(item, "id") ?? Fields.Optional(item, "name") ?? fallbackId,
            Domain = Domain.Code,
            Prompt = Fields.Required(item, "problem"),
            Tests = JsonSerializer.SerializeToElement(new { inputs, outputs }),
            Source = Name,
        };
    }

    private static string[] Texts(JsonElement item, string name) =>
        Fields.Find(item, name) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? e.GetString()! : throw new FormatException($"the field 'tests.{name}' is not a list of texts"))]
            : [];
}
