namespace Guide.Answers.Extraction;

/// <summary>The verb or sign between "answer" and what it is: "is", ":", "should be", "→".</summary>
internal static class Verb
{
    private static readonly string[] Asserting =
    [
        "is", "are", "should be", "must be", "will be", "has to be", "turns out to be", "comes out to be", "comes out as", "works out to be", "can be", "seems to be", "equals", "becomes", "was",
    ];

    private static readonly string[] Supposing = ["would be", "would have been", "could be", "could have been", "may be", "might be", "might have been"];

    private static readonly string[] Denying =
    [
        "is not", "isn't", "are not", "aren't", "cannot be", "can't be", "can not be", "could not be", "couldn't be", "must not be", "mustn't be", "should not be", "shouldn't be", "will not be", "won't be", "would not be", "wouldn't be", "may not be", "might not be", "is never", "was not", "wasn't", "can never be", "is definitely not", "is certainly not",
    ];

    /// <summary>True when it stands at a position, which then moves behind it.</summary>
    public static bool Declares(string text, ref int after)
    {
        var at = Skip(text, after);
        if (at < text.Length && text[at] is ':' or '=' or '→' or '➜' or '⇒' && !(text[at] == '=' && at + 1 < text.Length && text[at + 1] == '='))
        {
            after = at + 1;
            return true;
        }

        if (string.CompareOrdinal(text, at, "->", 0, 2) == 0 || string.CompareOrdinal(text, at, "=>", 0, 2) == 0)
        {
            after = at + 2;
            return true;
        }

        if (at >= text.Length || Words.Opens(text.AsSpan(at), Asserting) is not (> 0 and var verb))
        {
            return false;
        }

        after = at + verb;
        return true;
    }

    /// <summary>True when a verb that only supposes stands at a position, which then moves behind it.</summary>
    public static bool Supposes(string text, ref int after)
    {
        var at = Skip(text, after);
        if (at >= text.Length || Words.Opens(text.AsSpan(at), Supposing) is not (> 0 and var verb))
        {
            return false;
        }

        after = at + verb;
        return true;
    }

    /// <summary>True when a denying verb stands at a position, which then moves behind it.</summary>
    public static bool Denies(string text, ref int after)
    {
        var at = Skip(text, after);
        if (at >= text.Length || Words.Opens(text.AsSpan(at), Denying) is not (> 0 and var verb))
        {
            return false;
        }

        after = at + verb;
        return true;
    }

    private static int Skip(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '*' or '_' or '"')
        {
            at++;
        }

        return at;
    }
}
