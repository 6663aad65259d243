namespace Guide.Answers.Extraction;

/// <summary>Reads from the words around a value whether the completion asserts it. Words only, bounded windows, no regular expressions.</summary>
internal static class Doubts
{
    private const int Window = 160;

    private static readonly string[] Boundaries = [", ", "; ", "，", "；", " so ", " hence ", " thus ", " therefore ", " while ", " whereas ", "; so ", " because ", " since ", "而是", "而", "所以", "因此", "故"];

    private static readonly string[] Negations =
    [
        "not", "n't", "never", "neither", "nor", "none of", "cannot", "except", "except for", "excluding", "exclude", "excludes", "excluded", "eliminate", "eliminates", "eliminated", "eliminating", "reject", "rejects", "rejected", "rejecting",
        "discard", "discarded", "other than", "rule out", "rules out", "ruled out", "instead of", "rather than", "unlike", "ignore", "ignoring", "retract", "anything but", "everything but", "all but", "any option but", "any answer but", "any choice but", "any but", "different from", "doubt",
        "wrong answer", "wrong answers", "wrong value", "wrong result", "wrong option", "wrong choice", "incorrect answer", "incorrect answers", "incorrect value", "incorrect result", "incorrect option", "incorrect choice", "false answer",
        "impossible", "mistake to", "wrong to", "careless", "differs from", "differ from", "close to", "nowhere near", "contradicts",
        "不是", "并非", "不可能是", "不选", "不能选", "不等于", "排除", "除了",
    ];

    // A denial that takes a whole sentence with it, verb and all.
    private static readonly string[] Embedding = ["true", "correct", "right", "the case", "think", "believe", "say", "claim", "mean", "sure", "certain", "imply", "suggest", "possible"];

    private static readonly string[] Restarts =
    [
        "is", "are", "was", "'s", "equals", "get", "gets", "obtain", "obtains", "find", "finds", "give", "gives", "giving", "yield", "yields", "yielding", "have", "has", "leaving", "leaves", "becomes", "makes", "remain", "remains", "answer", "but", "choose", "pick", "select",
    ];

    private static readonly string[] Opening =
    [
        "between", "either", "at least", "at most", "more than", "less than", "fewer than", "greater than", "larger than", "bigger than", "smaller than", "lower than", "higher than", "less than or equal to", "greater than or equal to", "exceeds", "exceeding", "exceed", "up to", "one of", "any of",
        "somewhere", "torn", "no more than", "no less than", "no fewer than", "as many as", "as few as", "可能是", "至少", "至多", "大于", "小于", "不超过", "不少于", "或者", "或",
    ];

    private static readonly string[] Suppositions =
    [
        "if", "had we", "had it", "had they", "suppose", "supposing", "assume", "assuming", "were we", "one might", "some might", "some would", "some may", "you might", "many students", "students", "people", "others", "someone", "somebody", "a common", "common", "tempting",
        "naive", "naively", "at first", "first thought", "initially", "first attempt", "如果", "假设", "若",
    ];

    private static readonly string[] Verbs = ["is", "are", "was", "were", "'s", "can", "cannot", "can't", "could", "couldn't", "do", "does", "don't", "doesn't", "did", "didn't", "must", "should", "would", "wouldn't", "contradicts", "isn't", "aren't", "wasn't", "won't", "fails", "fail", "has", "have", "seems", "looks", "which", "that", "gets", "will", "it"];

    private static readonly string[] Verdicts =
    [
        "wrong", "incorrect", "false", "impossible", "invalid", "extraneous", "rejected", "discarded", "excluded", "eliminated", "ruled out", "out", "inadmissible", "spurious", "not the", "not correct", "not right", "not valid", "not possible", "not a solution", "not a valid", "not a possible", "not an answer", "not an option", "not a root", "not a choice", "not allowed", "not acceptable", "not true", "not it",
        "n't the", "n't correct", "n't right", "n't valid", "n't possible", "n't a solution", "n't a valid", "n't an answer", "n't an option", "n't a choice", "n't it", "n't be", "cannot be", "can't be", "could not be", "not be", "not work", "n't work", "not satisfy", "n't satisfy", "not fit", "n't fit", "not hold", "n't hold", "not count", "n't count", "fail", "fails", "too small", "too large", "too big", "too low", "too high", "too many", "too few", "not it", "a trap", "a distractor", "the trap", "contradicts", "contradict", "mistaken",
    ];

    private static readonly string[] Asides = ["wrong", "incorrect", "this is wrong", "this is incorrect", "that is wrong", "that is incorrect", "rejected", "extraneous", "no wait", "not", "invalid", "false", "which is wrong", "which is incorrect", "错误", "不对", "是错", "不正确", "错"];

    private static readonly string[] Questions = ["is", "are", "was", "could", "can", "would", "does", "do", "did", "should", "so is", "maybe", "perhaps", "hmm", "might", "will", "but is", "or is", "and is", "what if"];

    private static readonly string[] No = ["no", "nope", "not", "wrong", "that is wrong", "that's wrong"];

    /// <summary>What the words before a value make of it, in its sentence.</summary>
    public static Doubt Before(string text, int start)
    {
        var from = Sentence.Start(text, start);
        var sentence = text.AsSpan(from, start - from);
        var clause = Clause(sentence);
        if (Governs(clause, Negations) is var denial && denial)
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

        if (Governs(clause, Opening) || IsRange(clause) || (Words.Any(clause, ["from"]) && tail.EndsWith(" to")))
        {
            return Doubt.Open;
        }

        return Words.Any(sentence, Suppositions) ? Doubt.Supposed : Doubt.None;
    }

    /// <summary>True when the words behind a value, in its sentence or as a question's answer, deny it.</summary>
    public static bool DeniedBehind(string text, int end)
    {
        var stop = Math.Min(Sentence.End(text, end), end + Window);
        var rest = Unwrapped(text.AsSpan(end, stop - end));
        var aside = rest.TrimStart(" (-–—,:[.…");
        if (aside is ['✗' or '✘' or '❌' or '❎', ..])
        {
            return true;
        }

        if (aside.Length < rest.Length && Words.Opens(aside, Asides) > 0 && Words.Opens(aside, ["not"]) is var not && (not == 0 || Words.Any(aside, Verdicts)))
        {
            return true;
        }

        if (stop < text.Length && text[stop] == '?')
        {
            var begin = Sentence.Start(text, end);
            var answer = text.AsSpan(stop + 1, Math.Min(40, text.Length - stop - 1)).TrimStart();
            return Words.Opens(answer, No) > 0 || Words.Opens(text.AsSpan(begin, end - begin).TrimStart(" *_"), Questions) > 0;
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

        if (Words.Opens(words, Verbs) == 0 && !words.StartsWith("错") && !words.StartsWith("不对") && !words.StartsWith("是错") && !words.StartsWith("不正确"))
        {
            return false;
        }

        // "13 is odd, which is not wrong": only what is said of the value itself, in this clause.
        var comma = words.IndexOf(", ");
        var said = comma > 0 ? words[..comma] : words;
        return Words.Any(said, Verdicts) || said.StartsWith("错") || said.StartsWith("不对") || said.StartsWith("是错") || said.StartsWith("不正确");
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

        // "not only", "3 more than 5".
        var behind = clause[(at + length)..];
        if (Words.Opens(behind.TrimStart(), ["only", "just", "necessarily"]) > 0 || (phrases == Opening && clause[..at].TrimEnd() is [.., >= '0' and <= '9']))
        {
            return false;
        }

        // "impossible unless it is 5", "between the two only 14" assert.
        if (Words.Any(behind, ["unless", "until", "without"]) || (phrases == Opening && Words.Any(behind, ["only", "exactly"])))
        {
            return false;
        }

        if (Words.Any(behind[..Math.Min(behind.Length, 24)], Embedding))
        {
            return true;
        }

        // The word directly behind a denial is what is denied: "not obtain".
        var next = behind.TrimStart();
        next = next[Words.LettersOf(next)..];
        return !Words.Any(next, Restarts) || Words.Opens(behind.TrimStart(), ["true", "the case"]) > 0;
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
        foreach (var boundary in Boundaries)
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
