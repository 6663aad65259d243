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

        if (offered || Statement.Before(text, start) is Doubt.Denied or Doubt.Open || Statement.DeniedBehind(text, end))
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
        var best = Formulas.LastDisplayed(text);
        if (Run(text, best.Start, out offered) is { } run)
        {
            best = run;
        }

        var content = best.Content.Trim();

        // "$ \\frac{1}{2} \\$ = 5 $": a slip of the closing dollar.
        content = content.LastIndexOf("\\$ =", StringComparison.Ordinal) is > 0 and var slip ? content[(slip + 4)..].Trim() : content;
        return content.Length == 0 ? (null, -1, -1) : (content, best.Start, best.End);
    }

    // The last inline formulas that stand together behind a position: "$x=1$ and $x=2$" is one list, "$1$ or maybe $2$" two guesses.
    private static (int Start, int End, string Content)? Run(string text, int from, out bool offered)
    {
        var (first, closed, joint) = (-1, -1, -1);
        var run = new List<ReadOnlyMemory<char>>();
        foreach (var (open, close) in Formulas.Inline(text))
        {
            if (open <= from || close <= open + 1 || EndMarks.IsOnly(text.AsSpan(open + 1, close - open - 1)))
            {
                continue;
            }

            joint = closed;
            if (run.Count is 0 or MostParts || !Joins(text.AsSpan(closed + 1, open - closed - 1)))
            {
                run.Clear();
                first = open;
            }

            run.Add(text.AsMemory(open + 1, close - open - 1));
            closed = close;
        }

        var between = joint < 0 ? default : text.AsSpan(joint + 1, text.LastIndexOf('$', closed - 1) is var last && last > joint ? last - joint - 1 : 0);
        offered = between.Length is > 0 and < 40 && Words.Any(between, ["or maybe", "or perhaps", "or possibly", "or even", "or rather", "vs", "versus"]);
        return run.Count == 0 ? null : (first, closed + 1, string.Join(", ", run));
    }

    private static bool Joins(ReadOnlySpan<char> between) => between.Trim(" ,") is "and" or "or" or "and also" or "or else";
}
