namespace Guide.Answers.Extraction;

/// <summary>A short completion as it stands. Refuses prose, and what denies or leaves open.</summary>
internal static class WholePlace
{
    private const int Longest = 120;

    /// <summary>A short text without prose.</summary>
    public static Finding Find(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length is 0 or > Longest || trimmed.Contains('\n', StringComparison.Ordinal) || Prose.Looks(trimmed))
        {
            return Finding.None;
        }

        // "I get 5.": a sentence, however short.
        if (ClauseToken.Read(trimmed, 0, trimmed.Length) is [{ Text: "i" or "we" or "he" or "she" or "they" or "you" }, var verb, ..] && verb.In(ClauseWords.Getting))
        {
            return Finding.None;
        }

        if (Phrase.IsOpen(trimmed))
        {
            return Finding.Refused("the answer is left open");
        }

        // "∴ x = 13", "=> 13", "- 13".
        var value = Phrase.WithoutComment(trimmed).TrimStart('∴', '⇒', '→', '➜', ' ');
        value = value.StartsWith("=>", StringComparison.Ordinal) || value.StartsWith("->", StringComparison.Ordinal) ? value[2..].TrimStart() : value;
        return Statement.DeniedBehind(trimmed, Math.Min(trimmed.Length, value.Length)) ? Finding.Refused("the answer is denied") : new Finding(value, null, 0, trimmed.Length);
    }

    /// <summary>A text of one short sentence, words and all: "No solution exists."</summary>
    public static Finding Words(string text)
    {
        // "Therefore, there is no solution."
        var trimmed = text.Trim();
        var lead = Extraction.Words.Opens(trimmed, ["therefore", "thus", "hence", "so", "then"]);
        // "Yes, it is possible."
        var plain = Extraction.Words.Opens(trimmed, ["yes", "no", "true", "false"]);
        if (plain > 0 && plain < trimmed.Length && trimmed[plain] is ',' or '.' or ';' or ':' && !Phrase.IsOpen(trimmed[plain..].TrimStart(',', '.', ';', ':', ' ')))
        {
            return new Finding(trimmed[..plain], null, 0, text.Length);
        }

        trimmed = lead > 0 ? trimmed[lead..].TrimStart(',', ' ') : trimmed;
        return trimmed.Length is > 0 and <= 200 ? new Finding(trimmed, null, 0, text.Length) : Finding.None;
    }
}
