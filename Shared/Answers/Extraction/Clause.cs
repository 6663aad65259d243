namespace Guide.Answers.Extraction;

/// <summary>
/// The grammar of the clause that holds a box. A box is the answer where the clause begins with it, or where a copula, "=", a colon or a verb of getting stands before it. A mood, a preposition that makes another value of it,
/// a function of the answer as the subject, the object of an instruction, or another verb whose subject it is, leave it no answer. Sentences of other languages are not judged here.
/// </summary>
internal static class Clause
{
    private const int LongestBehind = 300;

    private static readonly HashSet<string> Boundaries = ["so", "hence", "thus", "therefore", "then", "because", "since", "while", "whereas", "where", "but", "i.e", "namely", "fact"];

    private static readonly HashSet<string> Reported = ["think", "believe", "say", "says", "said", "claim", "claims", "claimed", "state", "states", "argue", "argues", "feel", "assert", "asserts", "announce", "suggest", "suggests", "report", "reports"];

    private static readonly HashSet<string> Claims = ["claim", "idea", "assumption", "hypothesis", "possibility", "rumor", "rumour", "belief", "notion", "myth", "suggestion", "conjecture", "chance", "hope", "statement", "supposition", "guess", "allegation", "misconception"];

    private static readonly HashSet<string> Speakers = ["we", "i", "one", "you", "this", "it", "let", "us", "which", "our", "easily", "can", "thus", "to", "now", "finally", "therefore", "hence", "must"];

    private static readonly HashSet<string> Answering = ["get", "obtain", "have", "answer", "choose", "pick", "select", "report", "write", "enter", "submit", "box", "give", "find", "output", "return", "show", "see", "mean", "state", "conclude"];

    private static readonly HashSet<string> Combining = ["sum", "product", "quotient", "difference", "remainder", "answer's", "multiple", "root", "expectation", "limit", "integral", "mean", "average", "median", "count", "order", "degree", "variance", "size", "determinant"];

    private static readonly HashSet<string> Functions = ["of", "times", "twice", "half", "double", "triple", "thrice", "plus", "minus", "than", "over", "squared", "cubed"];

    private static readonly HashSet<string> OnTheAnswer = ["plus", "minus", "times", "squared", "cubed", "divided", "multiplied", "modulo", "mod", "raised", "increased", "decreased", "doubled", "halved"];

    private static readonly HashSet<string> Attempts = ["answer", "answers", "result", "guess", "attempt", "count", "solution", "value", "estimate", "calculation", "computation", "approach", "reading", "thought", "idea", "try", "output", "method"];

    private static readonly HashSet<string> Bounds = ["bound", "guess", "candidate", "candidates", "distractor", "trap", "decoy", "suggestion", "conjecture"];

    private static readonly HashSet<string> Subjects = ["it", "this", "that"];

    private static readonly HashSet<string> Rendered = ["written", "write", "expressed", "express", "simplified", "rewritten", "represented", "stated", "answer", "known", "found", "given", "simplifies", "reads", "out", "comes", "came", "turns"];

    private static readonly HashSet<string> Trying = ["try", "trying", "tried", "test", "testing", "tested", "consider", "considering", "considered", "compare", "examine", "explore", "ignore", "ignoring", "skip", "avoid", "recall"];

    private static readonly HashSet<string> Believing = ["thought", "believed", "guessed", "assumed", "feared", "expected", "wrote", "claimed", "suspected"];

    private static readonly HashSet<string> LeftWith = ["left", "up", "us", "them", "him", "her", "you", "me", "remains"];

    /// <summary>Why the clause around a value does not assert it; null when it does.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the value begins.</param>
    /// <param name="end">Behind it.</param>
    /// <param name="inside">True where it stands in a formula.</param>
    /// <param name="isRange">True for a list or an interval: what lies in it, or between its ends, is said by it.</param>
    public static string? Refusal(string text, int start, int end, bool inside, bool isRange = false)
    {
        var before = ClauseToken.Read(text, Start(text, start), start);
        var rest = inside ? BehindFormula(text, end, Math.Min(text.Length, end + LongestBehind)) : end;
        var to = Math.Max(rest, Sentence.End(text, rest));
        var behind = ClauseToken.Read(text, Closed(text, rest, to), to);
        if (IsForeign(before, behind))
        {
            return null;
        }

        var from = ClauseStart(before);
        var clause = before[from..];
        if (isRange && clause.Count > 0 && clause[^1].Text is "in" or "between" or "from" or "over" or "on")
        {
            return null;
        }

        return OpenMood(before, from, behind) ?? Main(before) ?? Governed(before, from, clause, behind) ?? ClauseTail.Refusal(text, end, clause, behind, Asks(text, to, behind));
    }

    /// <summary>Why the words before a declaration do not assert what it declares; null when they do.</summary>
    public static string? Before(string text, int begin)
    {
        var before = ClauseToken.Read(text, Sentence.Start(text, begin), begin);
        return IsForeign(before, []) ? null : OpenMood(before, ClauseStart(before), []) ?? Main(before);
    }

    // A stop within a formula ("sq. units") begins no sentence: behind that formula.
    private static int Start(string text, int start)
    {
        var from = Sentence.Start(text, start);
        var line = text.AsSpan(0, from).LastIndexOf('\n') + 1;
        var opened = (text.AsSpan(line, from - line).Count('$') - text.AsSpan(line, from - line).Count("\\$")) % 2 == 1;
        return opened && text.IndexOf('$', from, start - from) is >= 0 and var close ? close + 1 : from;
    }

    // "\boxed{5}?" asks, unless it is answered with a yes.
    private static bool Asks(string text, int to, List<ClauseToken> behind) =>
        behind.TrueForAll(static t => t.Part == ClausePart.Sign) && to < text.Length && text[to] == '?' && Words.Opens(text.AsSpan(to + 1).TrimStart(), ["yes", "correct", "right", "indeed"]) == 0;

    private static int BehindFormula(string text, int end, int to)
    {
        var word = text.IndexOf("\\text", end, to - end, StringComparison.Ordinal);
        for (var i = end; i < to; i++)
        {
            if (word >= 0 && i >= word)
            {
                return i;
            }

            if (text[i] == '$' || (text[i] == '\\' && i + 1 < to && text[i + 1] is ')' or ']'))
            {
                return Math.Min(to, i + (text[i] == '$' ? (i + 1 < to && text[i + 1] == '$' ? 2 : 1) : 2));
            }
        }

        return to;
    }

    private static int Closed(string text, int at, int to)
    {
        while (at < to && (text[at] is '*' or '_' or '}' or '`' or '\'' or ')' or ']'))
        {
            at++;
        }

        return at;
    }

    private static bool IsForeign(List<ClauseToken> before, List<ClauseToken> behind)
    {
        var (english, foreign) = (0, 0);
        foreach (var token in (IEnumerable<ClauseToken>)[.. before, .. behind])
        {
            if (token.Part == ClausePart.Word)
            {
                english += token.In(ClauseWords.English) ? 1 : 0;
                foreign += token.In(ClauseWords.Foreign) || token.Text.AsSpan().ContainsAnyExceptInRange('\0', '\u007f') ? 1 : 0;
            }
        }

        return foreign > english;
    }

    private static int ClauseStart(List<ClauseToken> tokens)
    {
        for (var i = tokens.Count - 1; i >= 0; i--)
        {
            var token = tokens[i];
            if (token.Part == ClausePart.Sign && token.Text is not ("=" or "\"" or "%" or ")") && !(token.Is(',') && IsList(tokens, i)))
            {
                return i + 1;
            }

            if (token.In(Boundaries) && (token.Text != "but" || i < tokens.Count - 1) && (token.Text != "fact" || (i > 0 && tokens[i - 1].Text == "in")))
            {
                return i + 1;
            }

            if (token.Text == "and" && i < tokens.Count - 1 && tokens.FindIndex(i, static t => t.In(ClauseWords.Copulas) || t.In(ClauseWords.Getting) || t.Is('=')) > i)
            {
                return i + 1;
            }
        }

        return 0;
    }

    // "45, 99, \boxed{42}": values side by side.
    private static bool IsList(List<ClauseToken> tokens, int comma) => comma > 0 && tokens[comma - 1].Part == ClausePart.Value && comma + 1 < tokens.Count && tokens[comma + 1].Part == ClausePart.Value;

    // "If only it were", "I wish", "Let us assume", "whether": what governs the clause from its own beginning.
    private static string? OpenMood(List<ClauseToken> before, int from, List<ClauseToken> behind)
    {
        for (var i = from; i < before.Count; i++)
        {
            var token = before[i];
            // The condition itself, where its consequence follows the box; else the box is the consequence.
            var asks = token.Text is "if" && i > from && before[i - 1].Text is "check" or "see" or "determine" or "ask" or "asks" or "know" or "decide" or "verify" or "test" or "unclear" or "wonder";
            var opens = asks || token.Text is not "if" || (before.FindIndex(from, t => !t.In(ClauseWords.Connectives)) == i && ((i + 1 < before.Count && before[i + 1].Text == "only") || behind.FindIndex(static t => t.Is(',') || t.Text is "then") >= 0 || i == before.Count - 1));
            var doubted = i == 0 || !(token.Text is "guess" && before[i - 1].Text is "his" or "her" or "their" or "the" or "each") && !(before[i - 1].Text is "no" or "without" or "beyond" or "little" or "not" or "cannot" or "need" or "only" or "we");
            if (token.In(ClauseWords.Moods) && opens && doubted && !(token.Text is "might" && before.FindIndex(i, static t => t.Text is "is" or "are" or "equals" or "=") > i))
            {
                return "its clause only supposes it";
            }

            if (token.Text is "may" or "could" && i + 1 < before.Count && before[i + 1].Text is "be" or "have" or "well" or "equal" && before.FindIndex(i + 2, static t => !t.In(ClauseWords.Adverbs) && t.Text is not "be") < 0)
            {
                return "its clause leaves it open";
            }
        }

        if (before.Count - from > 2 && before.FindIndex(from, static t => t.Text is "no") is >= 0 and var no && no + 1 < before.Count && before[no + 1].Text is "means" or "case" or "way" or "circumstances" or "event")
        {
            return "its clause denies it";
        }

        var would = before.FindIndex(from, static t => t.Text is "would");
        if (would >= 0 && would + 2 < before.Count && before[would + 1].Text == "have" && before[would + 2].Text == "been")
        {
            return "its clause only supposes it";
        }

        if (would < 0 || !before.Exists(static t => t.In(ClauseWords.Contrary)))
        {
            return null;
        }

        // "If two sat on each bench, there would be \boxed{52} students" counts; "it would be", "the answer would be" do not.
        var plainly = before.Exists(static t => t.Text is "if") && !before.Exists(static t => t.Text is "were" or "had") && !(would > from && would + 1 < before.Count && before[would + 1].Text is "be" or "have" or "equal" && (before[would - 1].In(ClauseWords.AnswerNouns) || before[would - 1].Text is "it")) && !behind.Exists(static t => t.Text is "but" or "not");
        return plainly || before.FindIndex(would, static t => t.Text is "mean" or "require") > 0 ? null : "its clause only supposes it";
    }

    // "We have disproved that", "It is false that", "My friend claims that".
    private static string? Main(List<ClauseToken> before)
    {
        var that = before.FindLastIndex(static t => t.Text == "that");
        if (that > 1 && before[that - 1].Part == ClausePart.Sign && before.Find(static t => t.Part == ClausePart.Word && !t.In(ClauseWords.Connectives)) is { Text: "suppose" or "assume" or "imagine" or "pretend" })
        {
            return "its clause only supposes it";
        }

        if (that < 1 || before.FindIndex(that, static t => t.Text == "then") > 0 || before[that - 1].Part != ClausePart.Word || before[that - 1].In(ClauseWords.Prepositions))
        {
            return null;
        }

        var verb = before[that - 1];
        var determined = before.FindLastIndex(that - 1, static t => t.In(ClauseWords.Determiners)) is >= 0 and var at && that - at <= 5;
        var subject = before.FindIndex(static t => t.In(Speakers)) is >= 0 and var speaker && speaker < that - 1;
        if (verb.In(Claims) && determined)
        {
            return "its main clause does not assert it";
        }

        if (Reported.Contains(verb.Text) || Reported.Contains(verb.Text.TrimEnd('s')))
        {
            return subject && !before.GetRange(0, that).Exists(static t => t.In(ClauseWords.Voices)) ? null : "others say it";
        }

        if (Affirms(verb.Text) || determined || verb.In(ClauseWords.Connectives) || verb.In(ClauseWords.Copulas))
        {
            return null;
        }

        // "the value that", "numbers that": a noun with its relative clause; "it is false that", "we refute that": a judgement.
        var near = before.GetRange(Math.Max(0, that - 4), that - 1 - Math.Max(0, that - 4));
        var next = that + 1 < before.Count ? before[that + 1] : default;
        var states = next.Text is not null && (next.Part == ClausePart.Value || next.In(ClauseWords.Determiners) || next.In(ClauseWords.AnswerNouns) || next.Text is "we" or "i" or "you" or "it" or "he" or "she" or "they" or "there");
        return states && near.Exists(static t => t.In(ClauseWords.Copulas) || t.Text is "we" or "i" or "you" or "one" or "they" or "he" or "she" or "it" or "us" or "can") ? "its main clause does not assert it" : null;
    }

    private static bool Affirms(string verb)
    {
        foreach (var ending in (ReadOnlySpan<string>)["", "ed", "ing", "d", "s"])
        {
            if (verb.EndsWith(ending, StringComparison.Ordinal) && (ClauseWords.Affirming.Contains(verb[..^ending.Length]) || ClauseWords.Affirming.Contains(verb[..^ending.Length] + "e")))
            {
                return true;
            }
        }

        return false;
    }

    private static string? Governed(List<ClauseToken> before, int from, List<ClauseToken> clause, List<ClauseToken> behind)
    {
        var n = clause.Count;
        if (n > 1 && clause[^1].Text is "total" or "all" or "sum" && clause[^2].Text is "in")
        {
            return null;
        }

        while (n > 0 && (clause[n - 1].Is('"') || clause[n - 1].Is(')') || clause[n - 1].In(ClauseWords.Adverbs) || (clause[n - 1].In(ClauseWords.Connectives) && clause[n - 1].Text is not ("but" or "and"))))
        {
            n--;
        }

        if (n > 0 && n < clause.Count && clause[n - 1].Text == "not" && clause[n].Text == "only")
        {
            return "its clause denies it";
        }

        if (n == 0)
        {
            return clause.Count > 0 && clause[^1].Is('"') && from == 0 ? null : Lead(before, from);
        }

        var begin = clause.FindIndex(0, n, static t => !t.In(ClauseWords.Connectives));
        var opens = begin >= 0 && (from + begin == 0 || before[from + begin - 1].Part == ClausePart.Sign || before.GetRange(0, from + begin).TrueForAll(static t => t.Part == ClausePart.Sign || t.In(ClauseWords.Connectives)));
        return begin < 0 ? null : Governor(clause.GetRange(begin, n - begin), behind, opens ? 0 : 1);
    }

    // The label before a colon, the values of a list, or the noun that the box stands beside.
    private static string? Lead(List<ClauseToken> before, int from)
    {
        if (from == 0)
        {
            return null;
        }

        var lead = before.GetRange(0, from - 1);
        lead = lead[ClauseStart(lead)..];
        if (before[from - 1].Is(':'))
        {
            return !lead.Exists(static t => t.In(ClauseWords.Copulas)) && lead.Exists(static t => t.In(ClauseWords.Provisional) || t.In(ClauseWords.Voices) || t.In(Bounds) || t.Text is "not" or "except" or "without") ? "its label is of another value" : null;
        }

        if (!before[from - 1].Is(','))
        {
            return null;
        }

        if (lead.Count > 2 && lead[0].Text is "according" or "per" && lead.Exists(static t => t.In(ClauseWords.Voices)))
        {
            return "others say it";
        }

        if (lead.Count > 2 && lead[^1] is { Part: ClausePart.Value, Capital: false } && lead[^2].Is(',') && lead[^3] is { Part: ClausePart.Value, Capital: false } && lead.TrueForAll(static t => !t.Is('=')))
        {
            return "it is one of several";
        }

        if (lead.Count > 1 && lead[^1] is { Part: ClausePart.Value, Capital: false } && lead[^2].Part == ClausePart.Word)
        {
            // "belongs to the set 18, 19": what governs the first governs the list.
            return Governor(lead.GetRange(0, lead.Count - 1), [], 1);
        }

        var noun = lead.Count > 1 && (lead[^1].In(ClauseWords.AnswerNouns) || lead[^1].In(Bounds)) ? lead.FindLastIndex(static t => t.In(ClauseWords.Determiners) || t.Text.EndsWith("'s", StringComparison.Ordinal)) : -1;
        noun = noun > 0 && lead[noun].Text.EndsWith("'s", StringComparison.Ordinal) && lead[noun - 1].Part == ClausePart.Word && !lead[noun - 1].In(ClauseWords.Prepositions) ? noun - 1 : noun;
        return noun > 0 && lead[noun - 1].In(ClauseWords.Prepositions) && lead[noun - 1].Text is not ("for" or "in" or "as" or "to") ? "what stands before it makes another value of it" : null;
    }

    private static string? Governor(List<ClauseToken> clause, List<ClauseToken> behind, int depth)
    {
        var last = clause[^1];
        if (last.Part == ClausePart.Value || last.Text is "but" or "and" or "or" or "not" or "'re" or "unless")
        {
            return null;
        }

        if (last.In(ClauseWords.Copulas) || last.Is('='))
        {
            if (IsPast(clause, behind))
            {
                return "it was another value's time";
            }

            return ClauseSubject.Refusal(clause.GetRange(0, clause.Count - 1), OnTheAnswer, Functions, Attempts, Bounds);
        }

        if (last.Part == ClausePart.Sign)
        {
            return null;
        }

        if (last.In(Trying) || (last.In(Believing) && clause.Exists(static t => t.Text is "i" or "we")))
        {
            return "it is only tried";
        }

        if (last.In(ClauseWords.Prepositions) || last.Text is "as")
        {
            return Preposition(clause, behind);
        }

        if (last.In(ClauseWords.Getting))
        {
            var instruction = depth == 0 && clause.Count == 1 && !last.In(Answering) && !last.Text.EndsWith('s') && !last.Text.EndsWith("ed", StringComparison.Ordinal) && !last.Text.EndsWith("ing", StringComparison.Ordinal);
            return instruction ? "it is the object of an instruction" : ClauseSubject.Reports(clause) ?? ClauseSubject.Denies(clause);
        }

        return Unknown(clause, behind, depth);
    }

    // "It used to be \boxed{5}", "it was \boxed{5} last year and is 7 now".
    private static bool IsPast(List<ClauseToken> clause, List<ClauseToken> behind) =>
        (clause.Count > 2 && clause[^1].Text is "be" && clause[^2].Text is "to" && clause[^3].Text is "used")
        || (clause[^1].Text is "was" or "were" && behind.FindIndex(static t => t.Text is "is" or "are") is > 0 and var now && behind[now - 1].Text is "and" or "but" or "it" or "now" && now + 1 < behind.Count && behind[now + 1].Part == ClausePart.Value);

    // "divides \boxed{}", "the interval \boxed{}", "Skip \boxed{}".
    private static string? Unknown(List<ClauseToken> clause, List<ClauseToken> behind, int depth)
    {
        var last = clause[^1];
        if (last.Text is "that" || (clause.Count > 1 && clause[^2].Text == "to" && !last.In(ClauseWords.Determiners)))
        {
            return null;
        }

        if (clause.Exists(static t => t.In(ClauseWords.Provisional)) && last.In(Attempts))
        {
            return "its label is of another value";
        }

        if ((last.In(ClauseWords.Determiners) && last.Text != "that") || last.In(ClauseWords.Quantities) || last.In(ClauseWords.AnswerNouns) || last.Text.Length == 1)
        {
            var without = clause.GetRange(0, clause.Count - 1);
            while (without.Count > 0 && without[^1].In(ClauseWords.Determiners))
            {
                without.RemoveAt(without.Count - 1);
            }

            return without.Count == 0 || depth > 3 ? null : Governor(without, behind, depth);
        }

        if (clause.Count == 1)
        {
            return depth == 0 ? "it is the object of an instruction" : null;
        }

        var head = clause.FindIndex(static t => t.Part == ClausePart.Word && !t.In(ClauseWords.Determiners));
        var prepared = clause.FindIndex(static t => t.In(ClauseWords.Prepositions));
        var ofAnswer = head >= 0 && head < clause.Count - 1 && (prepared < 0 || prepared > head) && clause.GetRange(0, Math.Min(clause.Count - 1, prepared < 0 ? clause.Count - 1 : prepared)).Exists(static t => t.In(ClauseWords.AnswerNouns));
        var verbs = clause.Exists(static t => t.In(ClauseWords.Copulas) || (t.In(ClauseWords.Getting) && !t.In(ClauseWords.AnswerNouns)) || t.Is('='));
        if (!verbs && (ofAnswer || clause[0].In(Subjects) || clause.Exists(static t => t.In(ClauseWords.Voices) || t.Text is "problem" or "question" or "exercise")))
        {
            return "its verb does not say what the answer is";
        }

        // The noun that it stands beside: "the interval \boxed{}".
        var determiner = clause.FindLastIndex(static t => t.In(ClauseWords.Determiners));
        if (determiner > 0 && !last.Text.EndsWith("ed", StringComparison.Ordinal) && clause.Count - determiner <= 4 && depth < 3 && clause.GetRange(determiner, clause.Count - determiner).TrueForAll(static t => t.Part == ClausePart.Word && !t.In(ClauseWords.Prepositions)))
        {
            return Governor(clause.GetRange(0, determiner), behind, Math.Max(1, depth + 1));
        }

        return ClauseSubject.Denies(clause);
    }

    private static string? Preposition(List<ClauseToken> clause, List<ClauseToken> behind)
    {
        var rest = clause.GetRange(0, clause.Count - 1);
        var licensed = clause[^1].Text switch
        {
            "of" => Measures(rest) || (rest.Count > 1 && Counts(behind) && !rest.Exists(static t => t.In(ClauseWords.AnswerNouns))),
            "by" => rest.Exists(static t => t.In(ClauseWords.Changes) || t.Text is "more" or "less" or "fewer" or "than" or "up" or "down" or "denoted" or "represented"),
            "to" => rest.Count > 0 && (rest.FindLast(static t => !t.In(ClauseWords.Adverbs)) is { Text: not null } verb && (verb.In(ClauseWords.Arriving) || verb.In(ClauseWords.Changes))),
            "as" => rest.Exists(static t => t.In(Rendered) || t.In(ClauseWords.Getting)),
            "with" => (rest.Count > 1 && Counts(behind)) || rest.Count > 0 && rest[^1].In(LeftWith) && rest.Exists(static t => t.Text is "left" or "leaves" or "leave" or "leaving" or "end" or "ends" or "ended" or "came" or "come" or "comes" or "remains"),
            "than" => rest.Exists(static t => t.In(ClauseWords.Denials) || t.Text is "not" or "cannot" or "impossible") && rest.Exists(static t => t.Text is "other" or "else" or "better"),
            "at" => rest.Count > 1 && (rest[^1].In(ClauseWords.Arriving) || Counts(behind)),
            "after" or "in" or "for" or "on" or "into" or "within" or "every" => rest.Count != 1 && Counts(behind) && !(rest.Exists(static t => t.In(ClauseWords.Copulas)) && rest.Exists(static t => t.Text is "answer" or "result")),
            _ => false,
        };
        return licensed ? null : "what stands before it makes another value of it";
    }

    // "after \boxed{5} minutes": what is counted stands behind.
    private static bool Counts(List<ClauseToken> behind) => behind.Count > 0 && behind[0].Part == ClausePart.Word && !behind[0].In(ClauseWords.Prepositions) && !behind[0].In(ClauseWords.Determiners) && !behind[0].In(ClauseWords.Operators) && !behind[0].In(ClauseWords.Copulas);

    // "a total of", "the value of", "an answer of"; not "the sum of".
    private static bool Measures(List<ClauseToken> rest)
    {
        if (rest.Count == 0)
        {
            return false;
        }

        var noun = rest[^1];
        var determiner = rest.FindLastIndex(static t => t.Text is "a" or "an" or "another" or "its" or "his" or "her" or "their");
        return (noun.In(ClauseWords.Quantities) && ((determiner >= 0 && rest.Count - determiner <= 4) || !noun.In(Combining))) || noun.Text is "consists" or "consist" or "consisting" or "made" or "composed" or "favor" or "favour";
    }
}
