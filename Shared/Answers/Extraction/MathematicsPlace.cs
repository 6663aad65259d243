namespace Guide.Answers.Extraction;

/// <summary>The last $…$, \(…\), \[…\] or $$…$$, with the unit behind it. Refuses what its sentence denies or leaves open.</summary>
internal static class MathematicsPlace
{
    private const int MostParts = 40;

    /// <summary>The last mathematics.</summary>
    public static Finding Find(string text)
    {
        var (content, start, end) = Last(text, out var offered);
        if (content is null)
        {
            return Finding.None;
        }

        if (offered || Doubts.Before(text, start) is Doubt.Denied or Doubt.Open || Doubts.DeniedBehind(text, end))
        {
            return new Finding(null, "the last mathematics is denied or left open", start, end);
        }

        // "$5$ cm", "-$5$".
        if (start > 0 && text[start - 1] is '-' or '−' && (start == 1 || text[start - 2] is ' ' or '='))
        {
            content = $"-({content})";
        }

        return UnitBehind.Read(text, end) is { } unit && !content.Contains('=', StringComparison.Ordinal) ? new Finding(content + unit.Unit, null, start, unit.End) : new Finding(content, null, start, end);
    }

    private static (string? Content, int Start, int End) Last(string text, out bool offered)
    {
        var best = (Start: -1, End: -1, Content: string.Empty);
        offered = false;
        foreach (var (open, close) in (ReadOnlySpan<(string, string)>)[("\\[", "\\]"), ("\\(", "\\)"), ("$$", "$$")])
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

        // Inline dollars: pair them from the front so that a stray one does not invert everything; \$ is money.
        var (opening, closed, first) = (-1, -1, -1);
        var run = new List<ReadOnlyMemory<char>>();
        for (var i = 0; i < text.Length; i++)
        {
            i = text.AsSpan(i).IndexOf('$') is >= 0 and var offset ? i + offset : text.Length;
            if (i >= text.Length)
            {
                break;
            }

            if (i > 0 && text[i - 1] == '\\')
            {
                continue;
            }

            if (i + 1 < text.Length && text[i + 1] == '$')
            {
                i++;
                continue;
            }

            if (opening < 0)
            {
                opening = i;
                continue;
            }

            if (opening > best.Start && i > opening + 1)
            {
                // "$x=1$ and $x=2$" is one list, "$1$ or maybe $2$" two guesses.
                var between = run.Count > 0 ? text.AsSpan(closed + 1, opening - closed - 1) : default;
                offered = run.Count > 0 && between.Length < 40 && Words.Any(between, ["or maybe", "or perhaps", "or possibly", "or even", "or rather", "vs", "versus"]);
                if (run.Count == 0 || run.Count == MostParts || !Joins(between))
                {
                    run.Clear();
                    first = opening;
                }

                run.Add(text.AsMemory(opening + 1, i - opening - 1));
                (best.Start, closed) = (opening, i);
            }

            opening = -1;
        }

        if (closed > 0 && closed > best.Start)
        {
            best = (first, closed + 1, string.Join(", ", run));
        }

        var content = best.Content.Trim();

        // "$ \\frac{1}{2} \\$ = 5 $": a slip of the closing dollar.
        content = content.LastIndexOf("\\$ =", StringComparison.Ordinal) is > 0 and var slip ? content[(slip + 4)..].Trim() : content;
        return content.Length == 0 ? (null, -1, -1) : (content, best.Start, best.End);
    }

    private static bool Joins(ReadOnlySpan<char> between) => between.Trim(" ,") is "and" or "or" or "and also" or "or else";
}
