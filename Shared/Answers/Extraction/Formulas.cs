namespace Guide.Answers.Extraction;

/// <summary>The delimited mathematics of a text: <c>$…$</c>, <c>\(…\)</c>, <c>\[…\]</c>, <c>$$…$$</c>.</summary>
internal static class Formulas
{
    private static readonly (string Open, string Close)[] Displays = [("\\[", "\\]"), ("\\(", "\\)"), ("$$", "$$")];

    /// <summary>The last formula between delimiters of two signs: where it begins and ends, and what stands in it; -1 when there is none.</summary>
    public static (int Start, int End, string Content) LastDisplayed(string text)
    {
        var best = (Start: -1, End: -1, Content: string.Empty);
        foreach (var (open, close) in Displays)
        {
            var end = text.LastIndexOf(close, StringComparison.Ordinal);
            if (end <= 0)
            {
                continue;
            }

            var start = text.LastIndexOf(open, end - 1, StringComparison.Ordinal);
            if (start >= 0 && start > best.Start && end > start + open.Length)
            {
                best = (start, end + close.Length, text[(start + open.Length)..end]);
            }
        }

        return best;
    }

    /// <summary>The formula that a delimiter of two signs opens at a position; null when none does.</summary>
    public static (string Content, int End)? DisplayedAt(string text, int start)
    {
        foreach (var (open, close) in Displays)
        {
            if (string.CompareOrdinal(text, start, open, 0, open.Length) == 0)
            {
                var end = text.IndexOf(close, start + open.Length, StringComparison.Ordinal);
                return end < 0 ? null : (text[(start + open.Length)..end].Trim(), end + close.Length);
            }
        }

        return null;
    }

    /// <summary>Where the dollars of inline mathematics stand, paired from the front so that a stray one does not invert everything; \$ is money.</summary>
    public static IEnumerable<(int Open, int Close)> Inline(string text)
    {
        var opening = -1;
        for (var i = text.IndexOf('$', StringComparison.Ordinal); i >= 0; i = i + 1 < text.Length ? text.IndexOf('$', i + 1) : -1)
        {
            if (i > 0 && text[i - 1] == '\\')
            {
                continue;
            }

            if (i + 1 < text.Length && text[i + 1] == '$')
            {
                i++;
                continue;
            }

            if (opening >= 0)
            {
                yield return (opening, i);
            }

            opening = opening < 0 ? i : -1;
        }
    }
}
