using System.Globalization;
using System.Text.Json;

using Guide.PolicyModel.Checkpoints;

namespace Guide.PolicyModel.Tokens;

/// <summary>What lies beside a tokenizer.json and changes what it does: tokenizer_config.json, and older folders' special_tokens_map.json and added_tokens.json.</summary>
/// <param name="Bos">The text that begins a sequence; null = none.</param>
/// <param name="Eos">The text that ends one; null = none.</param>
/// <param name="AddBos">Whether a text begins with it; null = as tokenizer.json says.</param>
/// <param name="AddEos">Whether a text ends with it; null = as tokenizer.json says.</param>
/// <param name="Added">Tokens that tokenizer.json need not have, in the order in which transformers adds them; ids are not looked at.</param>
internal sealed record TokenizerConfig(string? Bos, string? Eos, bool? AddBos, bool? AddEos, IReadOnlyList<AddedToken> Added)
{
    private static readonly string[] TokenNames = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];
    private static readonly string[] ListNames = ["additional_special_tokens", "extra_special_tokens"];

    /// <summary>Reads a folder; files that are not there say nothing.</summary>
    /// <exception cref="CheckpointException">A file is malformed, or asks for what is not supported.</exception>
    internal static TokenizerConfig Of(string folder)
    {
        var path = Path.Combine(folder, "tokenizer_config.json");
        var config = CheckpointJson.Read(path);
        if (config is { } c && c.TryGetProperty("split_special_tokens", out var split) && split.ValueKind == JsonValueKind.True)
        {
            throw new CheckpointException(path, "'split_special_tokens' is not supported: templates write special tokens as text");
        }

        var added = new List<AddedToken>();
        JsonElement? map = null;
        if (Field(config, "added_tokens_decoder") is { ValueKind: JsonValueKind.Object } decoder)
        {
            added.AddRange(decoder.EnumerateObject()
                .OrderBy(t => int.TryParse(t.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw new CheckpointException(path, $"'added_tokens_decoder' has the id '{t.Name}', which is no number"))
                .Select(t => Token(t.Value) ?? throw new CheckpointException(path, $"'added_tokens_decoder' has no content for the id {t.Name}")));
        }
        else
        {
            var file = Path.Combine(folder, "added_tokens.json");
            added.AddRange(CheckpointJson.Read(file) is { } tokens ? tokens.EnumerateObject().OrderBy(t => t.Value.GetInt32()).Select(t => Plain(t.Name, special: false)) : []);
            map = CheckpointJson.Read(Path.Combine(folder, "special_tokens_map.json"));
        }

        JsonElement? Named(string name) => Field(map, name) ?? Field(config, name);
        added.AddRange(TokenNames.Select(Named).OfType<JsonElement>().Select(Token).OfType<AddedToken>());
        added.AddRange(ListNames.Select(Named).OfType<JsonElement>().SelectMany(Members).Select(Token).OfType<AddedToken>());
        return new TokenizerConfig(
            Named("bos_token") is { } bos ? Token(bos)?.Content : null,
            Named("eos_token") is { } eos ? Token(eos)?.Content : null,
            Flag(path, config, "add_bos_token"),
            Flag(path, config, "add_eos_token"),
            added);
    }

    /// <summary>A token of tokenizer.json or of a configuration; its id is not looked at.</summary>
    /// <returns>Null when it is no token.</returns>
    internal static AddedToken? Token(JsonElement token)
    {
        bool Is(string name) => token.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
        return token.ValueKind switch
        {
            JsonValueKind.String => Plain(token.GetString()!, special: true),
            JsonValueKind.Object when token.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String =>
                new AddedToken(-1, content.GetString()!, Is("special"), Is("normalized"), Is("single_word"), Is("lstrip"), Is("rstrip")),
            _ => null,
        };
    }

    private static AddedToken Plain(string content, bool special) => new(-1, content, special, Normalized: !special, SingleWord: false, StripLeft: false, StripRight: false);

    private static IEnumerable<JsonElement> Members(JsonElement list) => list.ValueKind switch
    {
        JsonValueKind.Array => list.EnumerateArray(),
        JsonValueKind.Object => list.EnumerateObject().Select(static p => p.Value),
        _ => [],
    };

    private static JsonElement? Field(JsonElement? json, string name) => json is { } j && j.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static bool? Flag(string path, JsonElement? json, string name) => Field(json, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True or JsonValueKind.False } value => value.GetBoolean(),
        { } other => throw new CheckpointException(path, $"'{name}' is {other.GetRawText()}, neither true nor false"),
    };
}
