using Guide.Contracts.Judging;

namespace Guide.CodeSandbox.Judging;

/// <summary>
/// What of a completion may hold the program: reasoning is cut off in front, as for other domains, and what a chat template writes is no
/// text. A tag that never closes leaves nothing.
/// </summary>
internal static class CompletionEnds
{
    private const int MostBlocks = 50;

    private static readonly string[] Marks = ["<|im_end|>", "<|eot_id|>", "<|endoftext|>", "<|end|>", "<|eom_id|>", "<|return|>", "</s>", "<end_of_turn>", "<｜end▁of▁sentence｜>"];

    /// <summary>The text behind the reasoning, up to the chat's own end.</summary>
    public static string Cut(string text)
    {
        for (var blocks = 0; blocks < MostBlocks && Behind(text) is string rest; blocks++)
        {
            text = rest;
        }

        // A mark behind a fence or at the end; in the middle of a line it may be the program's own.
        var end = Marks.Select(m => End(text, m)).Min();
        return text[..end].Replace("\uFEFF", "", StringComparison.Ordinal);
    }

    // Only what a completion begins with, or a prompt began, is reasoning: the same words may stand in a program. Null = there is none.
    private static string? Behind(string text)
    {
        foreach ((var open, var close) in ReasoningFamilies.All)
        {
            var begins = text.AsSpan().TrimStart().StartsWith(open, StringComparison.Ordinal);
            var at = text.IndexOf(close, StringComparison.Ordinal);
            if (at >= 0 && (begins || !text.AsSpan(0, at).Contains(open, StringComparison.Ordinal)))
            {
                return text[(at + close.Length)..];
            }

            if (begins)
            {
                return "";
            }
        }

        return null;
    }

    private static int End(string text, string mark)
    {
        for (var at = text.IndexOf(mark, StringComparison.Ordinal); at >= 0; at = text.IndexOf(mark, at + mark.Length, StringComparison.Ordinal))
        {
            var before = text.AsSpan(0, at).TrimEnd();
            if (text.AsSpan(at + mark.Length).IsWhiteSpace() || before.EndsWith("```") || before.EndsWith("~~~") || (at > 0 && text[at - 1] == '\n'))
            {
                return at;
            }
        }

        return text.Length;
    }
}
