namespace Guide.Answers.Extraction;

/// <summary>The sentence around a position. Decimal points, "a.m." and what stands between dollars end none.</summary>
internal static class Sentence
{
    private const int LongestBefore = 300;
    private const int LongestBehind = 600;

    /// <summary>Where the sentence that holds the position begins; at most 300 characters back.</summary>
    public static int Start(string text, int at)
    {
        var floor = Math.Max(0, at - LongestBefore);
        for (var i = Math.Min(at, text.Length) - 1; i >= floor; i--)
        {
            if (Ends(text, i))
            {
                return i + 1;
            }
        }

        return floor;
    }

    /// <summary>Where the stop that ends the sentence stands (the text's length without one); at most 600 characters on.</summary>
    public static int End(string text, int from)
    {
        var dollars = false;
        var ceiling = Math.Min(text.Length, from + LongestBehind);
        for (var i = from; i < ceiling; i++)
        {
            if (text[i] == '$' && (i == 0 || text[i - 1] != '\\'))
            {
                // Two of them open or close one display.
                dollars = !dollars;
                i += i + 1 < ceiling && text[i + 1] == '$' ? 1 : 0;
            }

            if (text[i] == '\n' || (!dollars && Ends(text, i)))
            {
                return i;
            }
        }

        return ceiling;
    }

    /// <summary>True when the character ends a sentence.</summary>
    private static bool Ends(string text, int at) => text[at] switch
    {
        '\n' or '。' => true,
        '?' => true,
        '!' => at > 0 && !char.IsAsciiDigit(text[at - 1]) && Breaks(text, at + 1) && !(at > 0 && text[at - 1] is '\\' or ')' or '}'),
        '.' => Breaks(text, at + 1) && !Abbreviation(text, at),
        _ => false,
    };

    private static bool Breaks(string text, int at) => at >= text.Length || char.IsWhiteSpace(text[at]) || text[at] is '"' or '*' or '`' or '<' or '\\' or '$' || text[at] > '\u2e7f';

    // "a.m.", "i.e.", "3 s.f."
    private static bool Abbreviation(string text, int stop) => stop >= 3 && char.IsAsciiLetter(text[stop - 1]) && text[stop - 2] == '.' && char.IsAsciiLetter(text[stop - 3]) && stop + 1 < text.Length;
}
