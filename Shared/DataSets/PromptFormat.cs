using System.Text.Json;

using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>The project's own schema (<see cref="PromptRecord"/>), checked.</summary>
internal sealed class PromptFormat : IDataSetFormat
{
    /// <inheritdoc/>
    public string Name => "jsonl";

    /// <inheritdoc/>
    public PromptRecord Convert(JsonElement item, string fallbackId)
    {
        PromptRecord record;
        try
        {
            record = item.Deserialize<PromptRecord>(PromptRecord.Json) ?? throw new FormatException("the item is null");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"not the prompt schema: {exception.Message}", exception);
        }

        return string.IsNullOrWhiteSpace(record.Id) ? throw new FormatException("the field 'id' is missing or empty") : record;
    }
}
