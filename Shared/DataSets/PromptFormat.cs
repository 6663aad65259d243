using System.Text.Json;

using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>The project's own schema (<see cref="PromptRecord"/>), checked: numbers may stand for texts, an unknown key is an error.</summary>
internal sealed class PromptFormat : IDataSetFormat
{
    private static readonly string[] Keys =
        [.. typeof(PromptRecord).GetProperties().Where(property => property.CanWrite && property.Name != nameof(PromptRecord.Dropped)).Select(property => SnakeCaseJson.Name(property.Name))];

    /// <inheritdoc/>
    public string Name => "jsonl";

    /// <inheritdoc/>
    public PromptRecord Convert(JsonElement item, string fallbackId)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("the item is not a JSON object");
        }

        foreach (var property in item.EnumerateObject().Where(property => !Keys.Contains(property.Name)))
        {
            throw new FormatException(Fields.Find(item, "prompt") is null && Nearest.Misspelt(property.Name, Keys) is null
                ? $"unknown key '{property.Name}', and no prompt: guide import makes prompt files of data sets of other shapes"
                : $"unknown key '{property.Name}'; the nearest valid key is '{Nearest.Of(property.Name, Keys)}'");
        }

        var word = Fields.Required(item, "domain");
        return new PromptRecord
        {
            Id = Fields.Required(item, "id"),
            Domain = Domains.Find(word) ?? throw new FormatException($"the field 'domain' is '{word}'; it is one of {Domains.Words}"),
            Prompt = Fields.Required(item, "prompt"),
            Gold = Fields.Optional(item, "gold"),
            Tests = Fields.Find(item, "tests") is { ValueKind: not JsonValueKind.Null } tests ? tests.Clone() : null,
            Hint = Fields.Optional(item, "hint"),
            Solution = Fields.Optional(item, "solution"),
            Difficulty = Fields.Optional(item, "difficulty"),
            RelTol = RelTol(item),
            Source = Fields.Optional(item, "source"),
        };
    }

    private static double? RelTol(JsonElement item) => Fields.Find(item, "rel_tol") switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out var number) && number is >= 0 and <= 1 => number,
        _ => throw new FormatException("the field 'rel_tol' is not a number from 0 to 1"),
    };
}
