namespace Guide.Answers.Extraction;

/// <summary>What is counted behind a box outside of it: "\boxed{40} euros", "\boxed{11} trucks". Read only where the gold has a unit: there another thing is another answer.</summary>
internal static class CountedBehind
{
    private const int Longest = 30;

    /// <summary>The words as LaTeX to be set behind the value; null when none stand there.</summary>
    public static string? Of(string completion)
    {
        if (Completion.Answering(completion, out _) is not { } text || Box.Last(text, text.Length) is not { } box)
        {
            return null;
        }

        var rest = text.AsSpan(box.End).TrimStart(" ~");
        if (rest is ['€' or '£' or '¥' or '₹', ..])
        {
            return rest[..1].ToString();
        }

        var length = Words.LettersOf(rest);
        if (length is < 3 or > Longest || box.End == text.Length || !char.IsWhiteSpace(text[box.End]))
        {
            return null;
        }

        var word = rest[..length].ToString().ToLowerInvariant();
        var token = new ClauseToken(ClausePart.Word, word, box.End, false);
        var plural = word is "people" or "children" || (word[^1] == 's' && word[^2] != 's');
        var verb = token.In(ClauseWords.Holding) || token.In(ClauseWords.Getting) || token.In(ClauseWords.Copulas) || token.In(ClauseWords.Arriving) || token.In(ClauseWords.Prepositions) || token.In(ClauseWords.Determiners) || token.In(ClauseWords.Operators) || token.In(ClauseWords.AnswerNouns);
        var behind = rest[length..].TrimStart();
        var next = Words.LettersOf(behind) is > 0 and var letters ? new ClauseToken(ClausePart.Word, behind[..letters].ToString().ToLowerInvariant(), 0, false) : default;
        return plural && !verb && (next.Text is null || next.In(ClauseWords.Prepositions) || next.In(ClauseWords.Copulas)) ? $"\\text{{ {word}}}" : null;
    }
}
