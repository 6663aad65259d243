namespace Guide.Answers.Extraction;

/// <summary>A value in a sentence: a formula, a box, a number.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Behind it.</param>
/// <param name="Content">What it says, without delimiters.</param>
/// <param name="IsFormula">True between delimiters.</param>
internal readonly record struct SentenceValue(int Start, int End, string Content, bool IsFormula)
{
    private static readonly string[] Commands = ["frac", "dfrac", "tfrac", "sqrt", "pi"];

    /// <summary>The first value of a part of a text; null when it has none.</summary>
    public static SentenceValue? First(string text, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (At(text, i, to) is { } value)
            {
                return value;
            }

            i += Math.Max(0, WordLength(text, i, to) - 1);
        }

        return null;
    }

    /// <summary>The last value of a part of a text; null when it has none.</summary>
    public static SentenceValue? Last(string text, int from, int to)
    {
        SentenceValue? last = null;
        for (var value = First(text, from, to); value is { } found; value = First(text, found.End, to))
        {
            last = found;
        }

        return last;
    }

    private static SentenceValue? At(string text, int at, int to)
    {
        switch (text[at])
        {
            case '$' when (at == 0 || text[at - 1] != '\\') && text.IndexOf('$', at + 1) is > 0 and var close && close < to && close > at + 1:
                return new SentenceValue(at, close + 1, text[(at + 1)..close].Trim(), true);
            case '\\' when Formulas.DisplayedAt(text, at) is { } formula && formula.End <= to:
                return new SentenceValue(at, formula.End, formula.Content, true);
            case '\\' when Box.At(text, at) is { } box && box.End <= to:
                return new SentenceValue(at, box.End, box.Content, true);
            case '\\' when Array.IndexOf(Commands, text.Substring(at + 1, Words.LettersOf(text.AsSpan(at + 1)))) >= 0:
                return Plain(text, at, to);
            case >= '0' and <= '9' when at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1]):
                return Plain(text, at, to) is { } number && !Remarks.Counts(text, number.Start, number.End) ? number : null;
            default:
                return null;
        }
    }

    private static SentenceValue? Plain(string text, int at, int to)
    {
        var depth = 0;
        var end = at;
        for (; end < to; end++)
        {
            var c = text[end];
            depth += c switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth < 0 || (depth == 0 && (char.IsWhiteSpace(c) || c is ')' or ']' or '$' or ';' or '?' or '"' or '*' or '(' or '<')) || c > '\u2e7f')
            {
                break;
            }
        }

        while (end > at + 1 && text[end - 1] is '.' or ',' or ':' or '!' or '\'')
        {
            end--;
        }

        return new SentenceValue(at, end, text[at..end], false);
    }

    // A word, or a name with digits: CO2, x1.
    private static int WordLength(string text, int at, int to)
    {
        var end = at;
        while (end < to && char.IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        return end - at;
    }
}
