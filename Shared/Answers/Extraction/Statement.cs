namespace Guide.Answers.Extraction;

/// <summary>The one reading of a sentence around a value: whether the completion asserts it, and whether it offers another beside it. Every place asks here. Words only, bounded windows, no regular expressions.</summary>
internal static class Statement
{
    private const int Window = 160;

    /// <summary>What the words before a value make of it, in its sentence.</summary>
    public static Doubt Before(string text, int start)
    {
        var from = Sentence.Start(text, start);
        var sentence = text.AsSpan(from, start - from);
        var clause = Clause(sentence);
        if (Governs(clause, Governors.Negations) is var denial && denial)
        {
            return Doubt.Denied;
        }

        var tail = clause.TrimEnd(" $\\([{*_");
        if (tail.EndsWith("\\ne") || tail.EndsWith("\\neq") || tail.EndsWith("≠") || tail.EndsWith("!="))
        {
            return Doubt.Denied;
        }

        // "I doubt it is 14": a verb behind a doubt restates what is doubted.
        if (Words.Any(clause, ["doubt", "doubtful", "unlikely"]))
        {
            return Doubt.Denied;
        }

        if (Governs(clause, Governors.Opening) || IsRange(clause) || (Words.Any(clause, ["from"]) && tail.EndsWith(" to")))
        {
            return Doubt.Open;
        }

        return Words.Any(sentence, Governors.Suppositions) ? Doubt.Supposed : Doubt.None;
    }

    /// <summary>What the words before a boxed value make of it: also those that make another value of it, or ascribe it to others.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the value begins.</param>
    /// <param name="end">Behind it.</param>
    /// <param name="isList">True: a list says both ends of what "between" opens.</param>
    public static Doubt Of(string text, int start, int end, bool isList)
    {
        var doubt = Before(text, start);
        if (doubt == Doubt.Denied || (doubt == Doubt.Open && !isList))
        {
            return doubt;
        }

        return IsOperated(text, start) || IsAscribed(text, start, end) ? Doubt.Denied : Doubt.None;
    }

    /// <summary>True for "twice 5", "the square of 5", "two less than 5": what is said is another value.</summary>
    public static bool IsOperated(string text, int at)
    {
        var from = Sentence.Start(text, at);
        var before = text.AsSpan(from, at - from).TrimEnd(" $\\([*_{");
        var last = Words.LastOf(before);
        if (Array.Exists(Governors.Multiples, last.ToString().ToLowerInvariant().Equals))
        {
            return true;
        }

        before = before[..^last.Length].TrimEnd();
        var noun = Words.LastOf(before).ToString();
        return (last is "of" or "by" or "to" or "from" && Array.Exists(Governors.Operations, noun.ToLowerInvariant().Equals)) || (last is "than" && noun is "less" or "more" or "fewer" or "greater" or "larger" or "smaller");
    }

    // "A careless student would write 5", "would be 5 if the dice were fair, but they are not".
    private static bool IsAscribed(string text, int start, int end)
    {
        var from = Sentence.Start(text, start);
        var to = Sentence.End(text, end);
        var before = text.AsSpan(from, start - from);
        return Words.Any(Clause(before), Governors.OtherVoices) || IsOfAnswer(before) || (Words.Any(before, ["would be", "would have been"]) && Words.Any(text.AsSpan(end, Math.Max(0, to - end)), ["but"]));
    }

    // "The sum of the answer and 3 is 9": what is said is not the answer.
    private static bool IsOfAnswer(ReadOnlySpan<char> before)
    {
        var (at, length) = Words.First(before, ["the answer", "the final answer", "our answer", "my answer"]);
        if (at < 0)
        {
            return false;
        }

        var head = before[..at].TrimEnd();
        return Words.Opens(before[(at + length)..].TrimStart(), ["plus", "minus", "times", "squared", "cubed", "divided", "multiplied"]) > 0 || Words.Closes(head, Governors.Multiples)
            || (Words.Closes(head, ["of"]) && (Words.Closes(head[..^2].TrimEnd(), Governors.Operations) || Words.Closes(head[..^2].TrimEnd(), ["sum", "product", "difference", "quotient"])));
    }

    /// <summary>True when the words behind a value, in its sentence or as a question's answer, deny it.</summary>
    public static bool DeniedBehind(string text, int end)
    {
        if (Denies(text, end))
        {
            return true;
        }

        // "5 (see part 2), which is wrong"
        var close = end + Window < text.Length ? text.AsSpan(end, Window).IndexOf(')') : text.AsSpan(end).IndexOf(')');
        return close > 0 && Unwrapped(text.AsSpan(end, close)).TrimStart(' ') is ['(', ..] && Denies(text, end + close + 1);
    }

    private static bool Denies(string text, int end)
    {
        var stop = Math.Min(Sentence.End(text, end), end + Window);
        var rest = Unwrapped(text.AsSpan(end, stop - end));
        var aside = rest.TrimStart(" (-–—,:[.…");
        if (aside is ['✗' or '✘' or '❌' or '❎', ..])
        {
            return true;
        }

        if (aside.Length < rest.Length && Words.Opens(aside, Governors.Asides) > 0 && Words.Opens(aside, ["not"]) is var not && (not == 0 || Words.Any(aside, Governors.Verdicts)))
        {
            return true;
        }

        if (stop < text.Length && text[stop] == '?')
        {
            var begin = Sentence.Start(text, end);
            var answer = text.AsSpan(stop + 1, Math.Min(40, text.Length - stop - 1)).TrimStart();
            return Words.Opens(answer, Governors.No) > 0 || Words.Opens(text.AsSpan(begin, end - begin).TrimStart(" *_"), Governors.Questions) > 0;
        }

        var words = aside.TrimStart();
        if (Words.Opens(words, ["but"]) is var but and > 0)
        {
            words = words[but..].TrimStart();
        }

        if (words.StartsWith("wrong", StringComparison.OrdinalIgnoreCase) || words.StartsWith("incorrect", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (Words.Opens(words, Governors.Verbs) == 0 && !words.StartsWith("错") && !words.StartsWith("不对") && !words.StartsWith("是错") && !words.StartsWith("不正确"))
        {
            return false;
        }

        // "13 is odd, which is not wrong": only what is said of the value itself, in this clause.
        var comma = words.IndexOf(", ");
        var said = comma > 0 ? words[..comma] : words;
        return Words.Any(said, Governors.Verdicts) || said.StartsWith("错") || said.StartsWith("不对") || said.StartsWith("是错") || said.StartsWith("不正确");
    }

    /// <summary>True when the value is offered with another: "5 or 7", "5, or perhaps 7", "5 or more".</summary>
    public static bool OfferedBehind(ReadOnlySpan<char> rest)
    {
        var words = Unwrapped(rest).TrimStart(" ,;(");
        return Words.Opens(words, ["or", "vs", "versus", "or else", "alternatively"]) > 0 || words.StartsWith("或") || words.StartsWith("\\text{ or") || words.StartsWith("\\text{or");
    }

    /// <summary>True when the clause holds one of the phrases and no verb behind it begins another statement.</summary>
    private static bool Governs(ReadOnlySpan<char> clause, string[] phrases)
    {
        var (at, length) = Words.Last(clause, phrases);
        if (at < 0)
        {
            return false;
        }

        // "cannot be anything but 5", "no number other than 5": the exception of a denial is asserted.
        if (phrases == Governors.Negations && Words.Opens(clause[at..], Governors.Exceptions) > 0 && Words.Any(clause[..at], Governors.DeniedExceptions))
        {
            return false;
        }

        // "impossible to do better than 5": the best is asserted.
        if (clause.TrimEnd(" $").EndsWith("better than", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        // "not only", "3 more than 5".
        var behind = clause[(at + length)..];
        if (Words.Opens(behind.TrimStart(), ["only", "just", "necessarily", "way", "case"]) > 0 || (phrases == Governors.Opening && clause[..at].TrimEnd() is [.., >= '0' and <= '9']))
        {
            return false;
        }

        // "impossible unless it is 5", "between the two only 14" assert.
        if (Words.Any(behind, ["unless", "until", "without"]) || (phrases == Governors.Opening && Words.Any(behind, ["only", "exactly"])))
        {
            return false;
        }

        if (Words.Any(behind[..Math.Min(behind.Length, 24)], Governors.Embedding))
        {
            return true;
        }

        // The word directly behind a denial is what is denied: "not obtain".
        var next = behind.TrimStart();
        next = next[Words.LettersOf(next)..];
        return !Words.Any(next, Governors.Restarts) || Words.Opens(behind.TrimStart(), ["true", "the case"]) > 0;
    }

    // "roughly 10 to 14": the end of a range.
    private static bool IsRange(ReadOnlySpan<char> clause)
    {
        var before = clause.TrimEnd(" $");
        return before.EndsWith(" to") && before[..^3].TrimEnd(" $") is [.., >= '0' and <= '9'] && Words.Any(clause, ["roughly", "about", "approximately", "around", "from", "anywhere", "maybe", "perhaps"]);
    }

    private static ReadOnlySpan<char> Clause(ReadOnlySpan<char> sentence)
    {
        var cut = 0;
        foreach (var boundary in Governors.Boundaries)
        {
            var at = sentence.LastIndexOf(boundary, StringComparison.OrdinalIgnoreCase);
            while (at > 0 && boundary == ", " && char.IsAsciiDigit(sentence[at - 1]) && (at + 2 >= sentence.Length || char.IsAsciiDigit(sentence[at + 2])))
            {
                // "one of 12, 13, 14": a comma between numbers ends no clause.
                at = sentence[..at].LastIndexOf(boundary, StringComparison.Ordinal);
            }

            if (at >= 0)
            {
                cut = Math.Max(cut, at + boundary.Length);
            }
        }

        // "not A, not C: B" concludes.
        var colon = sentence.LastIndexOf(": ", StringComparison.Ordinal);
        if (colon > 1 && (char.IsAsciiDigit(sentence[colon - 1]) || (char.IsAsciiLetterUpper(sentence[colon - 1]) && sentence[colon - 2] is ' ' or '(') || sentence[colon - 1] is ')' or '$'))
        {
            cut = Math.Max(cut, colon + 2);
        }

        // "not 5 but 7" begins anew; "anything but 7" does not.
        var but = sentence.LastIndexOf(" but ", StringComparison.OrdinalIgnoreCase);
        if (but >= cut && Words.Any(sentence[Math.Max(0, but - 24)..but], ["anything", "everything", "all", "any", "nothing", "none"]) is false)
        {
            cut = but + 5;
        }

        return sentence[cut..];
    }

    private static ReadOnlySpan<char> Unwrapped(ReadOnlySpan<char> rest)
    {
        while (rest.Length > 0 && (rest[0] is '$' or '*' or '_' or '"' or '`' or '}' or ')' or ']' or '\'' || (rest[0] == '\\' && rest.Length > 1 && rest[1] is ')' or ']')))
        {
            // "'s" says something of the value.
            if (rest[0] == '\'' && rest.Length > 1 && rest[1] == 's')
            {
                break;
            }

            rest = rest[(rest[0] == '\\' ? 2 : 1)..];
        }

        return rest;
    }
}
