using System.Text.Json;

using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;

namespace Guide.PolicyModel.Tokens;

/// <summary>Where a checkpoint keeps its chat template and the special tokens that it may write.</summary>
internal static class ChatTemplateFile
{
    private static readonly string[] TokenNames = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    /// <summary>chat_template.jinja, else tokenizer_config.json (of a list, the one named "default"), else chat_template.json.</summary>
    /// <returns>The file, the template's text, and the special tokens by their names.</returns>
    /// <exception cref="CheckpointException">A file is malformed.</exception>
    /// <exception cref="GuideException">Exit code 2: there is none.</exception>
    public static (string File, string Source, Dictionary<string, string> SpecialTokens) Read(string folder)
    {
        var config = Path.Combine(folder, "tokenizer_config.json");
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        string? source = null;
        foreach (var file in (string[])[config, Path.Combine(folder, "special_tokens_map.json")])
        {
            if (CheckpointJson.Read(file) is { } json)
            {
                AddTokens(json, tokens);
                source ??= Template(file, json);
            }
        }

        var jinja = Path.Combine(folder, "chat_template.jinja");
        if (File.Exists(jinja))
        {
            return (jinja, File.ReadAllText(jinja), tokens);
        }

        if (source is not null)
        {
            return (config, source, tokens);
        }

        var processor = Path.Combine(folder, "chat_template.json");
        return CheckpointJson.Read(processor) is { } own && Template(processor, own) is { } found
            ? (processor, found, tokens)
            : throw GuideException.Usage($"{folder} has no chat template, so 'auto' names none: say none for the bare prompt, or one of {string.Join(", ", ChatTemplate.Names.Where(static name => name != "none"))}.");
    }

    private static string? Template(string file, JsonElement json)
    {
        if (!json.TryGetProperty("chat_template", out var template) || template.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (template.ValueKind == JsonValueKind.String)
        {
            return template.GetString();
        }

        var named = template.ValueKind == JsonValueKind.Array
            ? template.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.Object).Select(static item => (Name: Text(item, "name"), Source: Text(item, "template"))).ToArray()
            : [];
        return Array.Find(named, static item => item.Name == "default").Source
            ?? throw new CheckpointException(file, named.Length > 0
                ? $"'chat_template' lists {string.Join(", ", named.Select(static item => item.Name))}, but none named default"
                : "'chat_template' is neither a text nor a list of named ones");
    }

    private static void AddTokens(JsonElement json, Dictionary<string, string> tokens)
    {
        foreach (var name in TokenNames)
        {
            // A token is its text, or an object with its content.
            if ((Text(json, name) ?? (json.TryGetProperty(name, out var token) && token.ValueKind == JsonValueKind.Object ? Text(token, "content") : null)) is { } text)
            {
                tokens.TryAdd(name, text);
            }
        }
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
