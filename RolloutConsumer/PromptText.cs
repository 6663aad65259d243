using Guide.Storage.Entities;

namespace Guide.RolloutConsumer;

/// <summary>The words that become contexts. Both contexts of a guided group end alike: the hint stands where its template puts it, and what follows the prompt is the same.</summary>
internal static class PromptText
{
    /// <summary>The prompt alone.</summary>
    public static string Unguided(string prompt) => prompt;

    /// <summary>Prompt and hint joined by the hint's template. The hint's own braces are left alone: each placeholder is replaced once.</summary>
    public static string Guided(string prompt, HintRow hint)
    {
        var at = hint.Template.IndexOf("{prompt}", StringComparison.Ordinal);
        var before = hint.Template[..at].Replace("{hint}", hint.Text, StringComparison.Ordinal);
        var after = hint.Template[(at + "{prompt}".Length)..].Replace("{hint}", hint.Text, StringComparison.Ordinal);
        return before + prompt + after;
    }
}
