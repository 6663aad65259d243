using System.Text;

namespace Guide.Answers.Extraction;

/// <summary>The answer of structured output: what stands behind the last quoted key "answer", "final_answer" or "result" of an object that ends the text. A list of values is left open.</summary>
internal static class StructuredAnswer
{
    private const int Longest = 2_000;
    private static readonly string[] Keys = ["final_answer", "final answer", "finalanswer", "answer", "result"];

    /// <summary>The value without quotes and escapes.</summary>
    public static Finding Find(string text)
    {
        var end = text.AsSpan().TrimEnd(" \n\r`").Length;
        var open = text.IndexOf('{', StringComparison.Ordinal);
        if (end == 0 || text[end - 1] != '}' || open < 0 || text.LastIndexOf(':', end - 1) < 0)
        {
            return Finding.None;
        }

        var from = Math.Max(open, end - Longest);
        for (var colon = text.LastIndexOf(':', end - 1); colon > from; colon = text.LastIndexOf(':', colon - 1))
        {
            if (KeyBefore(text, colon) is { } start && Value(text, colon + 1, end - 1) is { } value)
            {
                return value.Length == 0 ? Finding.Refused("the answer is left open") : new Finding(value, null, start, end);
            }
        }

        return Finding.None;
    }

    // Where the quoted key before a colon begins; null for another key.
    private static int? KeyBefore(string text, int colon)
    {
        var before = text.AsSpan(0, colon).TrimEnd(' ');
        if (before.Length < 3 || before[^1] is not ('"' or '\'') || before[..^1].LastIndexOf(before[^1]) is not (>= 0 and var start))
        {
            return null;
        }

        var key = before[(start + 1)..^1].ToString();
        return Array.Exists(Keys, known => known.Equals(key, StringComparison.OrdinalIgnoreCase)) ? start : null;
    }

    // Empty for a list of values; null for what is none.
    private static string? Value(string text, int from, int close)
    {
        var rest = text.AsSpan(from, Math.Max(0, close - from)).Trim();
        if (rest.Length == 0)
        {
            return null;
        }

        if (rest[0] is '[' or '{')
        {
            return string.Empty;
        }

        if (rest[0] is not ('"' or '\''))
        {
            var stop = rest.IndexOfAny(",\n}");
            return (stop < 0 ? rest : rest[..stop]).Trim().ToString();
        }

        var value = new StringBuilder();
        for (var i = 1; i < rest.Length && rest[i] != rest[0]; i++)
        {
            i += rest[i] == '\\' && i + 1 < rest.Length && (rest[i + 1] is '\\' or '"' or '\'') ? 1 : 0;
            value.Append(rest[i]);
        }

        return value.ToString().Trim();
    }
}
