namespace Guide.RolloutConsumer;

/// <summary>The words that become contexts. Both contexts of a guided group end alike: the hint stands where its template puts it, and what follows the prompt is the same.</summary>
public static class PromptText
{
    /// <summary>The prompt alone.</summary>
    public static string Unguided(string prompt) => prompt;

    /// <summary>Prompt and hint joined by the hint's template. The hint's own braces are left alone: each placeholder is replaced once.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="template">Contains {prompt} and {hint} once each.</param>
    /// <param name="hint">The hint's words.</param>
    public static string Guided(string prompt, string template, string hint)
    {
        ArgumentNullException.ThrowIfNull(template);
        var at = template.IndexOf("{prompt}", StringComparison.Ordinal);
        var before = template[..at].Replace("{hint}", hint, StringComparison.Ordinal);
        var after = template[(at + "{prompt}".Length)..].Replace("{hint}", hint, StringComparison.Ordinal);
        return before + prompt + after;
    }
}
