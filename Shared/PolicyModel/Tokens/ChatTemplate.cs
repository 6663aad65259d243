using System.Text.Json;

using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Templates;

namespace Guide.PolicyModel.Tokens;

/// <summary>
/// How a prompt becomes the text a chat model expects, generation prompt included: the checkpoint's own template, or a family's by name, rendered.
/// Special tokens are written out (BOS too), so the text is encoded without adding any. Thread-safe.
/// </summary>
public sealed class ChatTemplate
{
    private const string ChatMl =
        "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}{{ '<|im_start|>assistant\\n' if add_generation_prompt }}";

    private const string Llama3 =
        "{% for m in messages %}{{ '<|start_header_id|>' + m.role + '<|end_header_id|>\\n\\n' + m.content | trim + '<|eot_id|>' }}{% endfor %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' if add_generation_prompt }}";

    private static readonly Dictionary<string, string> Sources = new(StringComparer.Ordinal)
    {
        ["llama2"] = "<s>[INST] {% if messages[0].role == 'system' %}{{ '<<SYS>>\\n' + messages[0].content + '\\n<</SYS>>\\n\\n' }}{% endif %}{{ messages[-1].content | trim + ' [/INST]' }}",
        ["llama3"] = "<|begin_of_text|>" + Llama3,
        ["llama3.1"] = "<|begin_of_text|>{% set first = messages[0].content | trim if messages[0].role == 'system' else '' %}{% set messages = messages if messages[0].role != 'system' else messages[1:] %}"
            + "{{ '<|start_header_id|>system<|end_header_id|>\\n\\nCutting Knowledge Date: December 2023\\nToday Date: ' + strftime_now('%d %b %Y') + '\\n\\n' + first + '<|eot_id|>' }}" + Llama3,
        ["qwen2"] = WithDefault("You are a helpful assistant."),
        ["qwen2.5"] = WithDefault("You are Qwen, created by Alibaba Cloud. You are a helpful assistant."),
        ["qwen3"] = ChatMl,

        // The paper's runs and Qwen2.5-Math's own default (arXiv 2506.13923, 2409.12122).
        ["qwen-math"] = WithDefault(@"Please reason step by step, and put your final answer within \\boxed{}."),
    };

    private const char Marker = '\uE000'; // of the private use area

    private readonly Template? _template;
    private readonly Dictionary<string, JsonElement> _variables;
    private readonly ChatSettings _settings;

    private ChatTemplate(string name, string? source, IReadOnlyDictionary<string, string> specialTokens, ChatSettings settings)
    {
        Name = name;
        _settings = settings;
        _template = source is null ? null : Template.Parse(source);
        _variables = new Dictionary<string, JsonElement>(settings.Variables) { ["add_generation_prompt"] = Json(true), ["tools"] = Json<object?>(null), ["documents"] = Json<object?>(null) };
        foreach (var (token, text) in specialTokens)
        {
            _variables.TryAdd(token, Json(text));
        }

        Ending = EndingOf();
        TurnEnd = TurnEndOf();
    }

    /// <summary>The names of all templates.</summary>
    public static IReadOnlyCollection<string> Names => ["none", .. Sources.Keys];

    /// <summary>Its name, as a recipe gives it.</summary>
    public string Name { get; }

    /// <summary>Whether the rendered text carries its own special tokens: encode it without adding any.</summary>
    public bool WritesSpecialTokens => _template is not null;

    /// <summary>The generation prompt: what it writes behind the user's words, whatever they are; empty for "none".</summary>
    public string Ending { get; }

    /// <summary>What it writes behind the model's answer; empty for "none" and where it does not render an answer.</summary>
    public string TurnEnd { get; }

    /// <summary>The template of that name; null when there is none.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="settings">System prompt, variables and date; null = none of its own.</param>
    public static ChatTemplate? Find(string name, ChatSettings? settings = null) =>
        name == "none" ? new ChatTemplate(name, null, new Dictionary<string, string>(), settings ?? ChatSettings.Default)
        : Sources.TryGetValue(name, out var source) ? new ChatTemplate(name, source, new Dictionary<string, string>(), settings ?? ChatSettings.Default)
        : null;

    /// <summary>The checkpoint's own template.</summary>
    /// <param name="folder">The folder with its tokenizer.</param>
    /// <param name="settings">System prompt, variables and date; null = none of its own.</param>
    /// <exception cref="CheckpointException">The folder has no template, or one that cannot be rendered; the message says where and why.</exception>
    public static ChatTemplate Of(string folder, ChatSettings? settings = null)
    {
        var (file, source, tokens) = ChatTemplateFile.Read(folder);
        try
        {
            return new ChatTemplate("auto", source, tokens, settings ?? ChatSettings.Default);
        }
        catch (TemplateException exception)
        {
            throw new CheckpointException(file, $"its chat template cannot be used: {exception.Message}; or name one of {string.Join(", ", Names)}", exception);
        }
    }

    /// <summary>One user turn, ready for the model's answer.</summary>
    /// <param name="user">The prompt.</param>
    /// <exception cref="TokenizationException">The template refuses the prompt.</exception>
    public string Render(string user)
    {
        try
        {
            return Rendered(user);
        }
        catch (TemplateException exception)
        {
            throw new TokenizationException($"the chat template refuses the prompt: {exception.Message}");
        }
    }

    private static string WithDefault(string system) =>
        $"{{% if messages[0].role != 'system' %}}{{{{ '<|im_start|>system\\n{system}<|im_end|>\\n' }}}}{{% endif %}}" + ChatMl;

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value);

    private string Rendered(string user)
    {
        if (_template is null)
        {
            return _settings.System is { } before ? $"{before}\n\n{user}" : user;
        }

        return Rendered([new { role = "user", content = user }], _variables);
    }

    private string Rendered(object[] turns, Dictionary<string, JsonElement> variables)
    {
        var messages = _settings.System is { } system ? [new { role = "system", content = system }, .. turns] : turns;
        return _template!.Render(new Dictionary<string, JsonElement>(variables) { ["messages"] = Json(messages) }, _settings.Date.ToDateTime(TimeOnly.MinValue));
    }

    private string TurnEndOf()
    {
        if (_template is null)
        {
            return "";
        }

        try
        {
            var text = Rendered([new { role = "user", content = "?" }, new { role = "assistant", content = $"{Marker}" }], new Dictionary<string, JsonElement>(_variables) { ["add_generation_prompt"] = Json(false) });
            return text.Contains(Marker) ? text.Split(Marker)[^1] : "";
        }
        catch (TemplateException)
        {
            return ""; // It renders prompts, which is all that is asked of it.
        }
    }

    private string EndingOf()
    {
        var text = Rendered($"{Marker}");
        if (!text.Contains(Marker))
        {
            throw new TemplateException("it does not write the user's words");
        }

        return _settings.System is { } system && !text.Contains(system.Trim(), StringComparison.Ordinal)
            ? throw new TemplateException("it does not write the system prompt that the run gives it")
            : text.Split(Marker)[^1];
    }
}
