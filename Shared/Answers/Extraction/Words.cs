namespace Guide.Answers.Extraction;

/// <summary>Whole words and phrases in running text, without case and without regular expressions.</summary>
internal static class Words
{
    /// <summary>Where the last of the phrases begins, and its length; -1 when none occurs as whole words.</summary>
    public static (int At, int Length) Last(ReadOnlySpan<char> text, ReadOnlySpan<string> phrases)
    {
        var best = (At: -1, Length: 0);
        foreach (var phrase in phrases)
        {
            var end = text.Length;
            while (end >= phrase.Length)
            {
                var at = text[..end].LastIndexOf(phrase, StringComparison.OrdinalIgnoreCase);
                if (at < 0 || at <= best.At)
                {
                    break;
                }

                if (IsWhole(text, at, phrase.Length))
                {
                    best = (at, phrase.Length);
                    break;
                }

                end = at + phrase.Length - 1;
            }
        }

        return best;
    }

    /// <summary>Where the first of the phrases begins, and its length; -1 when none occurs as whole words.</summary>
    public static (int At, int Length) First(ReadOnlySpan<char> text, ReadOnlySpan<string> phrases)
    {
        var best = (At: -1, Length: 0);
        foreach (var phrase in phrases)
        {
            var from = 0;
            while (from + phrase.Length <= text.Length)
            {
                var at = text[from..].IndexOf(phrase, StringComparison.OrdinalIgnoreCase);
                if (at < 0 || (best.At >= 0 && from + at >= best.At))
                {
                    break;
                }

                at += from;
                if (IsWhole(text, at, phrase.Length))
                {
                    best = (at, phrase.Length);
                    break;
                }

                from = at + 1;
            }
        }

        return best;
    }

    /// <summary>True when one of the phrases occurs as whole words.</summary>
    public static bool Any(ReadOnlySpan<char> text, ReadOnlySpan<string> phrases) => First(text, phrases).At >= 0;

    /// <summary>The length of the phrase that the text begins with, as whole words; 0 when it begins with none.</summary>
    public static int Opens(ReadOnlySpan<char> text, ReadOnlySpan<string> phrases)
    {
        foreach (var phrase in phrases)
        {
            if (text.StartsWith(phrase, StringComparison.OrdinalIgnoreCase) && IsWhole(text, 0, phrase.Length))
            {
                return phrase.Length;
            }
        }

        return 0;
    }

    /// <summary>True when the text ends with one of the phrases, as whole words.</summary>
    public static bool Closes(ReadOnlySpan<char> text, ReadOnlySpan<string> phrases)
    {
        foreach (var phrase in phrases)
        {
            if (text.EndsWith(phrase, StringComparison.OrdinalIgnoreCase) && IsWhole(text, text.Length - phrase.Length, phrase.Length))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True where a verb says something of a letter: "A works", "A fits".</summary>
    public static bool IsThirdPerson(ReadOnlySpan<char> text) => Opens(text, ["works", "fits", "holds", "satisfies", "matches", "remains", "follows", "agrees", "is", "applies", "succeeds"]) > 0;

    /// <summary>The length of the letters that the text begins with.</summary>
    public static int LettersOf(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && char.IsAsciiLetter(text[length]))
        {
            length++;
        }

        return length;
    }

    /// <summary>The ASCII letters that the text ends with.</summary>
    public static ReadOnlySpan<char> LastOf(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && char.IsAsciiLetter(text[^(length + 1)]))
        {
            length++;
        }

        return text[^length..];
    }

    // "n't" begins inside a word; phrases of other scripts have no blanks around them.
    private static bool IsWhole(ReadOnlySpan<char> text, int at, int length) =>
        (at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1]) || !char.IsAsciiLetterOrDigit(text[at]) || text.Slice(at, length).Equals("n't", StringComparison.OrdinalIgnoreCase))
        && (at + length >= text.Length || !char.IsAsciiLetterOrDigit(text[at + length]) || !char.IsAsciiLetterOrDigit(text[at + length - 1]));
}
