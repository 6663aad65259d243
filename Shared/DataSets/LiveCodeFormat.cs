using System.Text.Json;
using System.Text.Json.Nodes;

using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>
/// LiveCodeBench and DeepCoder: tests are {input, output, testtype} in a list, or {inputs, outputs, fn_name?}, mostly as text. Functions are
/// named in metadata.func_name.
/// </summary>
internal sealed class LiveCodeFormat(string name) : IDataSetFormat
{
    private static readonly string[] TestFields = ["tests", "public_test_cases", "private_test_cases"];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public PromptRecord Convert(JsonElement item, string fallbackId) => new()
    {
        Id = Fields.Optional(item, "question_id") ?? Fields.Optional(item, "id") ?? fallbackId,
        Domain = Domain.Code,
        Prompt = CodeFields.Prompt(Fields.Optional(item, "question_content") ?? Fields.Required(item, "problem"), Fields.Optional(item, "starter_code")),
        Tests = Tests(item),
        Difficulty = Fields.Optional(item, "difficulty"),
        Source = name,
    };

    /// <inheritdoc/>
    public IReadOnlyList<string> References(JsonElement item) => CodeFields.Solutions(item, "solutions");

    private static JsonElement Tests(JsonElement item)
    {
        var function = CodeFields.Parsed(item, "metadata") is { ValueKind: JsonValueKind.Object } metadata ? Fields.Optional(metadata, "func_name") : null;
        var cases = new JsonArray();
        foreach (var field in TestFields)
        {
            if (Fields.Find(item, field) is { ValueKind: JsonValueKind.String } && Fields.Optional(item, field) is { Length: > 0 } text && text.TrimStart()[0] is not ('[' or '{'))
            {
                throw new FormatException($"the field '{field}' is packed and not JSON: unpack it first");
            }

            switch (CodeFields.Parsed(item, field))
            {
                case { ValueKind: JsonValueKind.Object } whole:
                    return whole;
                case { ValueKind: JsonValueKind.Array } list:
                    foreach (var one in list.EnumerateArray())
                    {
                        var node = JsonNode.Parse(one.GetRawText()) as JsonObject ?? throw new FormatException($"the field '{field}' holds something else than cases");
                        if (function is not null)
                        {
                            node["fn_name"] = function;
                        }

                        cases.Add((JsonNode)node);
                    }

                    break;
                default:
                    break;
            }
        }

        return cases.Count > 0 ? JsonSerializer.SerializeToElement(cases) : throw new FormatException("the item has no tests (tests, public_test_cases, private_test_cases)");
    }
}
