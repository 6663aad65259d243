using Guide.Contracts.Judging;

namespace Guide.Answers.Extraction;

/// <summary>Reads the option a completion chooses: a box, "answer is (X)", "option X", a letter that opens the text, or the last letter in brackets. No regular expressions.</summary>
internal static class ChoiceReader
{
    private const int MostLooks = 200;
    private const int LongestTail = 20_000;

    private static readonly string[] Phrases = ["option is", "choice is", "correct option", "correct choice", "choose", "i pick", "select", "go with", "option", "choice", "i think it's", "i think it is", "it's", "is"];

    /// <summary>The letter of a gold answer: "B", "(B)", "B.", "(D) Alina"; null when it is none.</summary>
    public static char? OfGold(string gold)
    {
        var text = Strip(gold);
        return At(text, 0, strict: false) is { } found && (found.End >= text.Length || !char.IsLetterOrDigit(text[found.End])) ? found.Letter : null;
    }

    /// <summary>The letter of a completion; null when it names none in the places that may be read.</summary>
    public static char? OfText(string text, AnswerSources allowed = AnswerSources.All)
    {
        if (allowed.HasFlag(AnswerSources.Boxed) && AnswerExtractor.Boxed(text) is { } boxed)
        {
            return OfGold(boxed);
        }

        // A choice stands at the end of a long text, or opens it.
        var head = text.Length > LongestTail ? text[..LongestTail] : text;
        text = text.Length > LongestTail ? text[^LongestTail..] : text;

        var mark = allowed.HasFlag(AnswerSources.Marked) ? text.LastIndexOf("####", StringComparison.Ordinal) : -1;
        if (mark >= 0 && OfGold(text[(mark + 4)..]) is { } marked)
        {
            return marked;
        }

        if (allowed.HasFlag(AnswerSources.Declared) && BehindAnswer(text) is { } answered)
        {
            return answered;
        }

        // One letter is the whole text.
        if (allowed.HasFlag(AnswerSources.Whole) && text.Trim() is [>= 'a' and <= 'z' and var alone])
        {
            return char.ToUpperInvariant(alone);
        }

        if (allowed.HasFlag(AnswerSources.Declared) && BehindPhrase(text) is { } phrased)
        {
            return phrased;
        }

        return allowed.HasFlag(AnswerSources.Whole) ? Named(text, head) : null;
    }

    // The last phrase that is followed by a letter, the strong phrases before the weak.
    private static char? BehindPhrase(string text)
    {
        foreach (var tier in (Range[])[new(0, 10), new(10, 14)])
        {
            var best = -1;
            char? letter = null;
            foreach (var phrase in Phrases.AsSpan(tier.Start.Value, tier.End.Value - tier.Start.Value))
            {
                var at = text.Length;
                for (var tries = 0; tries < 6 && at > 0; tries++)
                {
                    at = text.LastIndexOf(phrase, at - 1, StringComparison.OrdinalIgnoreCase);
                    if (at < 0)
                    {
                        break;
                    }

                    if (at <= best)
                    {
                        break;
                    }

                    if (Behind(text, at + phrase.Length) is { } found)
                    {
                        (best, letter) = (at, found);
                        break;
                    }
                }
            }

            if (letter is not null)
            {
                return letter;
            }
        }

        return null;
    }

    // The letter that opens the text, the last one in brackets, or the only one named.
    private static char? Named(string text, string head)
    {
        // "D. It cannot be A or B", "B because …", "A".
        var trimmed = head.AsSpan().TrimStart();
        var start = head.Length - trimmed.Length;
        if (At(head, start, strict: true) is { } opening && (opening.End >= head.Length || !char.IsLetterOrDigit(head[opening.End])) && !(opening.Letter is 'A' or 'I' && !opening.Bracketed && opening.End < head.Length && head[opening.End] == ' ' && opening.End + 1 < head.Length && char.IsLower(head[opening.End + 1])) && !Hedges(head, opening.End))
        {
            return opening.Letter;
        }

        // The only letter that is named at all, or the last one in brackets.
        char? last = null;
        for (var i = text.Length - 1; i >= 2; i--)
        {
            if (text[i] == ')' && text[i - 2] == '(' && text[i - 1] is >= 'A' and <= 'Z')
            {
                // "(A), (B)" and "(A) or (B)" choose none.
                var before = text.AsSpan(0, i - 2).TrimEnd();
                before = (before.EndsWith(" or") ? before[..^3] : before.EndsWith(" and") ? before[..^4] : before.EndsWith(",") ? before[..^1] : before).TrimEnd();
                return before.Length < text.AsSpan(0, i - 2).TrimEnd().Length && before is [.., '(', >= 'A' and <= 'Z', ')'] && before[^2] != text[i - 1] ? null : text[i - 1];
            }
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is >= 'A' and <= 'Z' && (i == 0 || !char.IsLetterOrDigit(text[i - 1])) && (i + 1 >= text.Length || !(char.IsLetterOrDigit(text[i + 1]) || text[i + 1] == '\'')) && text[i] != 'I' && !(text[i] == 'A' && i + 1 < text.Length && text[i + 1] == ' ' && !Hedges(text, i + 1)) && !text.AsSpan(0, i).TrimEnd(" (*").EndsWith(" not", StringComparison.Ordinal))
            {
                if (last is not null && last != text[i])
                {
                    // Two letters without a word that chooses: the first says what was chosen in "B is valid" alone.
                    return null;
                }

                last = text[i];
            }
        }

        return last;
    }

    // "A or B", "A and B", "A, B": no choice of A.
    private static bool Hedges(string text, int at)
    {
        var rest = text.AsSpan(at).TrimStart();
        rest = rest.StartsWith(",") ? rest[1..].TrimStart() : rest;
        rest = rest.StartsWith("or ", StringComparison.Ordinal) ? rest[3..] : rest.StartsWith("and ", StringComparison.Ordinal) ? rest[4..] : rest;
        return rest.Length > 0 && rest.Length < text.Length - at - 1 && (rest[0] is >= 'A' and <= 'Z' || (rest.Length > 1 && rest[0] == '(' && rest[1] is >= 'A' and <= 'Z')) && (rest.Length == 1 || rest[0] == '(' || !char.IsLetterOrDigit(rest[1]));
    }

    // The letter behind the last "answer is", "answer:" …, else behind the last "answer".
    private static char? BehindAnswer(string text)
    {
        char? weak = null;
        var before = text.Length;
        for (var looks = 0; looks < MostLooks && before > 0; looks++)
        {
            before = text.LastIndexOf("nswer", before - 1, StringComparison.Ordinal);
            if (before < 1)
            {
                break;
            }

            if (text[before - 1] is not ('a' or 'A'))
            {
                continue;
            }

            var after = before + 5;
            var declares = AnswerExtractor.Declares(text, ref after);
            if (!declares && weak is not null)
            {
                continue;
            }

            if (Behind(text, after) is { } letter)
            {
                if (declares)
                {
                    return letter;
                }

                weak = letter;
            }
        }

        return weak;
    }

    private static string Strip(string text)
    {
        text = text.Trim().Trim('$').Trim();

        // "\textbf{(B)}\ 5": the letter, then the option's text.
        foreach (var command in (ReadOnlySpan<string>)["\\textbf{", "\\text{", "\\mathrm{", "\\mathbf{"])
        {
            if (text.StartsWith(command, StringComparison.Ordinal) && text.IndexOf('}') is > 0 and var close && close < text.Length - 1 && text.AsSpan(command.Length, close - command.Length).Trim() is { Length: <= 4 } head)
            {
                return $"{head} {text[(close + 1)..].TrimStart('\\', ' ', '~')}";
            }
        }

        foreach (var command in (ReadOnlySpan<string>)["\\text", "\\textbf", "\\mathrm", "\\mathbf", "\\boxed"])
        {
            if (text.StartsWith(command + "{", StringComparison.Ordinal) && text.EndsWith('}'))
            {
                text = text[(command.Length + 1)..^1].Trim();
            }
        }

        return text;
    }

    // The letter behind a phrase: " (B)", ": B", " **B**", " option B", " definitely B".
    private static char? Behind(string text, int at)
    {
        for (var words = 0; words < 4 && at < text.Length; words++)
        {
            while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] is ':' or '*' or '"' or '\'' or '`' or '$' or '.' or '_' or '-' || text[at] == '\\'))
            {
                if (text[at] == '\n' && words > 0)
                {
                    return null;
                }

                if (text[at] == '\\')
                {
                    at++;
                    while (at < text.Length && char.IsAsciiLetter(text[at]))
                    {
                        at++;
                    }

                    if (at < text.Length && text[at] is '{' or '(')
                    {
                        at += text[at] == '{' ? 1 : 0;
                    }

                    continue;
                }

                at++;
            }

            if (At(text, at, strict: true) is { } found)
            {
                // "A" as an article is no choice.
                if (found.Letter is 'A' or 'I' && !found.Bracketed && found.End + 1 < text.Length && text[found.End] == ' ' && char.IsAsciiLetterLower(text[found.End + 1]) && !Continues(text, found.End))
                {
                    return null;
                }

                return found.Letter;
            }

            var start = at;
            while (at < text.Length && char.IsLetter(text[at]))
            {
                at++;
            }

            if (text.AsSpan(start, at - start) is not ("option" or "Option" or "choice" or "Choice" or "letter" or "definitely" or "clearly" or "is" or "answer" or "the" or "number" or "correct" or "most" or "likely" or "therefore" or "indeed" or "simply"))
            {
                return null;
            }
        }

        return null;
    }

    private static bool Continues(string text, int at) => text.AsSpan(at).TrimStart() is var rest && (rest.StartsWith("because", StringComparison.Ordinal) || rest.StartsWith("is ", StringComparison.Ordinal) || rest.StartsWith("since", StringComparison.Ordinal) || rest.StartsWith("as ", StringComparison.Ordinal) || rest.StartsWith("and ", StringComparison.Ordinal));

    private static (char Letter, int End, bool Bracketed)? At(string text, int at, bool strict)
    {
        while (at < text.Length && text[at] is ' ' or '*' or '{' or '$')
        {
            at++;
        }

        if (at >= text.Length)
        {
            return null;
        }

        var bracket = text[at] is '(' or '[';
        var letter = bracket ? at + 1 : at;
        while (bracket && letter < text.Length && text[letter] is ' ' or '*')
        {
            letter++;
        }

        if (letter >= text.Length)
        {
            return null;
        }

        var c = text[letter];
        var lower = c is >= 'a' and <= 'z';
        if (!(c is >= 'A' and <= 'Z') && !(lower && (bracket || !strict)))
        {
            return null;
        }

        var end = letter + 1;
        while (end < text.Length && text[end] == '*')
        {
            end++;
        }

        if (bracket)
        {
            if (end >= text.Length || text[end] is not (')' or ']'))
            {
                return null;
            }

            end++;
        }
        else if (end < text.Length && (char.IsLetterOrDigit(text[end]) || (text[end] == '\'' && end + 1 < text.Length && char.IsLetter(text[end + 1]))))
        {
            return null;
        }

        return (char.ToUpperInvariant(c), end, bracket);
    }
}
