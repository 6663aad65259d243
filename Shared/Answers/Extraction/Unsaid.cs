namespace Guide.Answers.Extraction;

/// <summary>What a completion holds but does not say: comments of HTML and LaTeX, text that is struck out.</summary>
internal static class Unsaid
{
    private const int MostParts = 50;

    private static readonly (string Open, string Close)[] Parts = [("<!--", "-->"), ("<del>", "</del>"), ("<s>", "</s>"), ("<strike>", "</strike>")];

    /// <summary>The text without it; the same object when it holds none.</summary>
    public static string Cut(string text)
    {
        foreach (var (open, close) in Parts)
        {
            var at = text.IndexOf(open, StringComparison.OrdinalIgnoreCase);
            for (var parts = 0; at >= 0 && parts < MostParts; parts++)
            {
                var end = text.IndexOf(close, at + open.Length, StringComparison.OrdinalIgnoreCase);
                if (end < 0 && open != "<!--")
                {
                    break;
                }

                text = end < 0 ? text[..at] : text.Remove(at, end + close.Length - at);
                at = text.IndexOf(open, Math.Min(at, text.Length), StringComparison.OrdinalIgnoreCase);
            }
        }

        return Comments(text);
    }

    // "% a comment" from the beginning of a line, or before a box that it hides; "50 % of" and "\%" are none.
    private static string Comments(string text)
    {
        var sign = text.IndexOf('%', StringComparison.Ordinal);
        for (var parts = 0; sign >= 0 && parts < MostParts; parts++)
        {
            var line = text.LastIndexOf('\n', Math.Max(sign - 1, 0)) + 1;
            line = sign == 0 ? 0 : line;
            var end = text.IndexOf('\n', sign);
            end = end < 0 ? text.Length : end;
            var before = text.AsSpan(line, sign - line).TrimEnd(" \t");
            var apart = sign > 0 && text[sign - 1] is ' ' or '\t' && before.Length > 0 && (char.IsAsciiLetter(before[^1]) || before[^1] is '.' or ',' or ':') && text.AsSpan(sign, end - sign).Contains("\\boxed", StringComparison.Ordinal);
            if (before.Length == 0 || apart)
            {
                text = text.Remove(sign, end - sign);
                sign = text.IndexOf('%', Math.Min(sign, text.Length));
            }
            else
            {
                sign = sign + 1 < text.Length ? text.IndexOf('%', sign + 1) : -1;
            }
        }

        return text;
    }
}
