using Guide.PolicyModel.Tokens;

namespace Guide.PolicyModel.Prompts;

/// <summary>The words that become contexts. Both contexts of a guided group end alike: see <see cref="Problem"/>.</summary>
public static class PromptText
{
    private const string PromptPlace = "{prompt}";
    private const string HintPlace = "{hint}";

    /// <summary>The prompt alone.</summary>
    public static string Unguided(string prompt) => prompt;

    /// <summary>Prompt and hint joined by the hint's template. The hint's own braces are left alone: each placeholder is replaced once.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="template">Contains {prompt} and {hint} once each.</param>
    /// <param name="hint">The hint's words.</param>
    public static string Guided(string prompt, string template, string hint)
    {
        ArgumentNullException.ThrowIfNull(template);
        var at = template.IndexOf(PromptPlace, StringComparison.Ordinal);
        var before = template[..at].Replace(HintPlace, hint, StringComparison.Ordinal);
        var after = template[(at + PromptPlace.Length)..].Replace(HintPlace, hint, StringComparison.Ordinal);
        return before + prompt + after;
    }

    /// <summary>Why a hint's template does not go with a chat template; null = it does.</summary>
    /// <param name="template">Contains {prompt} and {hint} once each.</param>
    /// <param name="chat">A chat template writes the generation prompt behind whatever the hint's template makes. Without one, a prompt's own end asks for the answer.</param>
    public static string? Problem(string template, ChatTemplate chat)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(chat);
        return chat.Ending.Length > 0 || template.EndsWith(PromptPlace, StringComparison.Ordinal)
            ? null
            : "must end in {prompt} where sampling.chat_template is none (or the checkpoint's own writes nothing behind it): else a guided completion follows other words than the prompt it is trained on";
    }
}
