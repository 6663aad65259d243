using System.Text.Json;
using Guide.PolicyModel.Checkpoints;

namespace Guide.PolicyModel.Tokens;

/// <summary>
/// How a prompt becomes the text a chat model expects, generation prompt included. The families' templates by name, spelled as their
/// tokenizer_config.json renders one user turn; special tokens are written out (BOS too), so the text is encoded without adding any.
/// </summary>
public sealed class ChatTemplate
{
    private const string StepByStep = @"Please reason step by step, and put your final answer within \boxed{}.";

    private static readonly Dictionary<string, Func<string, string?, string>> Renderers = new(StringComparer.Ordinal)
    {
        ["none"] = (user, system) => system is null ? user : $"{system}\n\n{user}",
        ["llama2"] = (user, system) => $"<s>[INST] {(system is null ? "" : $"<<SYS>>\n{system}\n<</SYS>>\n\n")}{user.Trim()} [/INST]",
        ["llama3"] = (user, system) => Llama3(user, system?.Trim()),
        ["llama3.1"] = (user, system) => Llama3(user, $"Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n{system?.Trim()}"),
        ["qwen2"] = (user, system) => ChatMl(user, system ?? "You are a helpful assistant."),
        ["qwen2.5"] = (user, system) => ChatMl(user, system ?? "You are Qwen, created by Alibaba Cloud. You are a helpful assistant."),
        ["qwen3"] = ChatMl,

        // The paper's runs and Qwen2.5-Math's own default (arXiv 2506.13923, 2409.12122).
        ["qwen-math"] = (user, system) => ChatMl(user, system ?? StepByStep),
    };

    private const char Marker = '\uE000'; // of the private use area

    private ChatTemplate(string name) => Name = name;

    /// <summary>The names of all templates.</summary>
    public static IReadOnlyCollection<string> Names => Renderers.Keys;

    /// <summary>Its name, as a recipe gives it.</summary>
    public string Name { get; }

    /// <summary>Whether the rendered text carries its own special tokens: encode it without adding any.</summary>
    public bool WritesSpecialTokens => Name != "none";

    /// <summary>The template of that name; null when there is none.</summary>
    public static ChatTemplate? Find(string name) => Renderers.ContainsKey(name) ? new ChatTemplate(name) : null;

    /// <summary>The template a checkpoint's tokenizer_config.json (or chat_template.jinja) asks for, recognised by its text.</summary>
    /// <returns>"none" where the folder names no template, or one that only concatenates the contents.</returns>
    /// <exception cref="CheckpointException">The folder's template is none of the known families'.</exception>
    public static ChatTemplate Of(string folder)
    {
        var source = Source(folder);
        var name = source switch
        {
            null => "none",
            _ when source.Contains("<|start_header_id|>", StringComparison.Ordinal) => source.Contains("Cutting Knowledge Date", StringComparison.Ordinal) ? "llama3.1" : "llama3",
            _ when source.Contains("<|im_start|>", StringComparison.Ordinal) =>
                source.Contains(@"reason step by step", StringComparison.Ordinal) ? "qwen-math"
                : source.Contains("You are Qwen", StringComparison.Ordinal) ? "qwen2.5"
                : source.Contains("You are a helpful assistant", StringComparison.Ordinal) ? "qwen2"
                : "qwen3",
            _ when source.Contains("[INST]", StringComparison.Ordinal) && source.Contains("<<SYS>>", StringComparison.Ordinal) => "llama2",
            _ when !source.Contains("<|", StringComparison.Ordinal) && !source.Contains("role", StringComparison.Ordinal) && source.Contains("content", StringComparison.Ordinal) => "none",
            _ => throw new CheckpointException(folder, $"its chat template is not one of the known families'; name one of {string.Join(", ", Names)}"),
        };
        return new ChatTemplate(name);
    }

    /// <summary>The generation prompt: what it writes behind the user's words, whatever they are; empty for "none".</summary>
    public string Ending => Render($"{Marker}").Split(Marker)[^1];

    /// <summary>One user turn, ready for the model's answer.</summary>
    /// <param name="user">The prompt.</param>
    /// <param name="system">Null = the family's default.</param>
    public string Render(string user, string? system = null) => Renderers[Name](user, system);

    private static string ChatMl(string user, string? system) =>
        $"{(system is null ? "" : $"<|im_start|>system\n{system}<|im_end|>\n")}<|im_start|>user\n{user}<|im_end|>\n<|im_start|>assistant\n";

    private static string Llama3(string user, string? system)
    {
        static string Turn(string role, string text) => $"<|start_header_id|>{role}<|end_header_id|>\n\n{text}<|eot_id|>";
        return $"<|begin_of_text|>{(system is null ? "" : Turn("system", system))}{Turn("user", user.Trim())}<|start_header_id|>assistant<|end_header_id|>\n\n";
    }

    private static string? Source(string folder)
    {
        var jinja = Path.Combine(folder, "chat_template.jinja");
        if (File.Exists(jinja))
        {
            return File.ReadAllText(jinja);
        }

        var config = Path.Combine(folder, "tokenizer_config.json");
        if (!File.Exists(config))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(config));
            return document.RootElement.TryGetProperty("chat_template", out var template) && template.ValueKind == JsonValueKind.String ? template.GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new CheckpointException(config, "not a valid tokenizer configuration", exception);
        }
    }
}
