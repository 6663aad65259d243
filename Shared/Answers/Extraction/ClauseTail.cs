using Guide.Answers.Units;

namespace Guide.Answers.Extraction;

/// <summary>What stands behind a box in its sentence: a unit, what is counted, a reason; or an operator, a bound, a verb that denies, another value.</summary>
internal static class ClauseTail
{
    private static readonly HashSet<string> Degrees = ["confidence", "certainty", "confident", "certain", "sure", "likelihood"];

    private static readonly HashSet<string> Contrasts = ["but", "though", "although", "however", "yet"];

    private static readonly HashSet<string> Turning = ["it", "this", "that", "is", "was", "really", "actually", "in", "only", "i", "the", "corrected"];

    private static readonly HashSet<string> Naming = ["it", "one", "answer", "result", "value", "truth", "that"];

    private static readonly HashSet<string> Objects = ["the", "a", "an", "this", "that", "these", "those", "our", "its", "all", "any", "every", "each", "one", "some", "no", "both", "outside", "inside", "too", "beyond", "against", "itself", "us", "with", "short"];

    private static readonly HashSet<string> Failing = ["fails", "overcounts", "undercounts", "overshoots", "undershoots", "misses", "contradicts", "violates", "breaks", "disappears", "vanishes", "cancels", "errs", "lies", "falls", "clashes", "conflicts", "disagrees"];

    private static readonly HashSet<string> Reserving = ["once", "before", "until", "unless", "apart", "except", "excluding", "according", "pending", "backwards", "whether", "unlike", "despite"];

    private static readonly string[] Vague = ["give or take", "more or less", "or thereabouts", "or so"];

    private static readonly HashSet<string> Knowing = ["know", "decide", "find", "tell", "determine", "say", "prove", "verify", "see", "confirm", "finish", "justify"];

    /// <summary>Why the words behind a value leave it no answer; null when they do not.</summary>
    public static string? Refusal(string text, int end, List<ClauseToken> clause, List<ClauseToken> behind, bool asks)
    {
        if (asks)
        {
            return "it is a question";
        }

        if (behind.Count == 0)
        {
            return null;
        }

        var said = text[end..Math.Min(text.Length, Sentence.End(text, end))];
        return Beside(text, end, clause, behind, said) ?? Further(behind, said, text, end);
    }

    // "increased by one", "taken from 100": what is done with the value; "rounded to" and the like leave it.
    private static bool IsTreated(ClauseToken token, ClauseToken next) =>
        token.Text.EndsWith("ed", StringComparison.Ordinal) && token.Text.Length > 4 && !(token.Text is "rounded" or "expressed" or "simplified" or "compared" or "obtained" or "attained" or "achieved" or "measured" or "produced" or "required" or "needed" or "formed" or "caused" or "covered") && next.Text is "by" or "from";

    // What follows directly.
    private static string? Beside(string text, int end, List<ClauseToken> clause, List<ClauseToken> behind, string said)
    {
        var first = behind.FindIndex(static t => !t.Is('"'));
        if (first < 0)
        {
            return null;
        }

        var token = behind[first];
        if (token.Part != ClausePart.Word)
        {
            return null;
        }

        var named = clause.Count == 0 || clause.Exists(static t => t.In(ClauseWords.AnswerNouns) || t.In(ClauseWords.Copulas));
        if (token.In(ClauseWords.Operators) && !(token.Text is "th" or "st" or "nd" or "rd" && (token.Start > end + 1 || !named)) && !(token.Text is "over" or "mod" or "modulo" && (first + 1 >= behind.Count || behind[first + 1].Part != ClausePart.Value)) && !(token.Text is "short" or "above" or "below" or "away" or "over" && first + 1 >= behind.Count && clause.Count > 1))
        {
            return "what stands behind it makes another value of it";
        }

        var next = first + 1 < behind.Count ? behind[first + 1] : default;
        if (token.In(ClauseWords.Multipliers) && (clause.Count == 0 || clause.Exists(static t => t.Text is "answer" or "result" or "value")))
        {
            return "what stands behind it makes another value of it";
        }

        if (token.Text is "times" && (next.Text is "the" or "its" or "our" or "this" or "what" || next.Text is "as" or "greater" or "larger" or "smaller" or "more" || next.Part == ClausePart.Value && next.Text is { Length: > 0 }))
        {
            return clause.Count == 0 || clause.Exists(static t => t.In(ClauseWords.AnswerNouns)) || (named && next.Text != "as") ? "what stands behind it makes another value of it" : null;
        }

        if (token.Text is "percent" or "per" && next.Text is "of" && first + 2 < behind.Count && behind[first + 2].Part == ClausePart.Value)
        {
            return "what stands behind it makes another value of it";
        }

        if (IsTreated(token, next) && (clause.Count == 0 || named) && first + 2 < behind.Count && (behind[first + 2].Part == ClausePart.Value || behind[first + 2].In(ClauseWords.Determiners) || behind[first + 2].Text is "something"))
        {
            return "what stands behind it makes another value of it";
        }

        if (token.In(Reserving) && (token.Text is not ("before" or "until") || next.Text is not null && (next.Text.EndsWith("ing", StringComparison.Ordinal) || next.Text is "proven" or "we" or "i")) || (token.Text is "up" && next.Text is "to"))
        {
            return "what stands behind it holds it back";
        }

        var comma = said.IndexOfAny([',', ';']);
        if (Words.Any(comma > 0 ? said.AsSpan(0, comma) : said, ClauseWords.BoundsBehind))
        {
            return "it is only a bound";
        }

        if (token.Text is "more" or "less" or "fewer" or "greater" or "smaller" or "larger" && next.Text is "than" && clause.Exists(static t => t.Text is "answer" or "result" or "value" or "solution"))
        {
            return "what stands behind it makes another value of it";
        }

        var verbBefore = clause.Exists(static t => t.In(ClauseWords.Copulas) || t.In(ClauseWords.Getting) || t.Is('='));
        return !verbBefore ? Predicate(text, behind, first) : token.Text is "was" or "were" && clause.Count > 0 && (clause[^1].In(ClauseWords.Copulas) || clause[^1].In(ClauseWords.Getting)) ? "its verb does not say what the answer is" : null;
    }

    // The box is the subject of what follows.
    private static string? Predicate(string text, List<ClauseToken> behind, int first)
    {
        var token = behind[first];
        var at = first + 1;
        if (token.Text is "turns" or "turned" or "comes")
        {
            at = behind.FindIndex(first, static t => t.Text is "be") is >= 0 and var be ? be + 1 : at;
        }
        else if (token.Text is "must" or "will" or "should")
        {
            at = at < behind.Count && behind[at].Text is "be" ? at + 1 : at;
        }
        else if (token.Text is "would" or "could" or "might" or "may" or "cannot" or "can't" or "can" or "seems" or "appears" or "looks" or "had" or "has" or "does" or "doesn't" or "did" or "didn't" or "isn't" or "wasn't" or "won't")
        {
            var affirmed = token.Text is "can" or "does" or "has" && behind.TrueForAll(static t => !t.In(ClauseWords.Unfounded));
            return affirmed ? null : "its verb does not say what the answer is";
        }
        else if (!token.In(ClauseWords.Copulas))
        {
            return Verb(text, behind, first);
        }

        return Said(behind, at, past: token.Text is "was" or "were");
    }

    private static string? Said(List<ClauseToken> behind, int at, bool past)
    {
        var stop = behind.FindIndex(at, static t => t.Part == ClausePart.Sign && t.Text is "," or ";" or "(" or "-" || t.Text is "because" or "since");
        var predicate = behind.GetRange(at, (stop < 0 ? behind.Count : stop) - at);
        if (predicate.Count == 0)
        {
            return null;
        }

        var others = predicate.Exists(static t => t.In(ClauseWords.Voices) || t.Text is "would" or "might" or "different" or "another");
        var denied = others || predicate.Exists(static t => t.In(ClauseWords.Unfounded) || t.In(ClauseWords.Provisional)) && !predicate.Exists(static t => t.Part == ClausePart.Value);
        var opens = predicate[0].Part != ClausePart.Word || predicate[0].In(ClauseWords.Predicates) || predicate[0].In(ClauseWords.Holding);
        var kind = predicate[0].Text is "a" or "an" && predicate.Exists(static t => t.Text is "solution" or "answer" or "root" or "minimum" or "maximum" or "valid" or "possible");
        return denied || (past && (predicate[0].Text is "my" or "our" || predicate.Exists(static t => t.Text is "i" or "first" or "initially" or "earlier" or "originally"))) || !(opens || kind) ? "its verb does not say what the answer is" : null;
    }

    // Another verb, or what is counted: "violates the condition", "students passed".
    private static string? Verb(string text, List<ClauseToken> behind, int first)
    {
        var token = behind[first];
        if (token.In(ClauseWords.Holding))
        {
            return behind.Exists(static t => t.Text is "only" or "not" or "never") ? "it holds only in part" : null;
        }

        if (token.In(Failing))
        {
            return "its verb does not say what the answer is";
        }

        if (token.In(ClauseWords.Prepositions) || token.In(ClauseWords.Connectives) || token.In(ClauseWords.Determiners) || !token.Text.EndsWith('s') && !token.Text.EndsWith("ed", StringComparison.Ordinal))
        {
            return null;
        }

        var next = first + 1 < behind.Count ? behind[first + 1] : default;
        return next.Part == ClausePart.Word && next.Text is not null && next.In(Objects) && !UnitParser.IsKnown(text.Substring(token.Start, token.Text.Length)) ? "its verb does not say what the answer is" : null;
    }

    // Further on in the sentence: a degree of belief, a contrast, another value for the answer.
    private static string? Further(List<ClauseToken> behind, string said, string text, int end)
    {
        for (var i = 0; i < behind.Count; i++)
        {
            var token = behind[i];
            if (token.Is('%') && i + 1 < behind.Count && behind[i + 1].In(Degrees))
            {
                return "it is only believed in part";
            }

            var mistaken = token.Text is "mistake" or "accident" or "error" or "oversight" && i > 0 && behind[i - 1].Text is "by" or "in";
            if (mistaken || token.Text is "mistakenly" or "wrongly" or "erroneously" or "incorrectly")
            {
                return "its sentence turns against it";
            }

            if (token.Text is "unclear" or "unknown" or "undetermined" or "unresolved")
            {
                return "its sentence leaves it open";
            }

            if (token.Text is "otherwise" or "else" && token.Part == ClausePart.Word)
            {
                return "it holds only in part";
            }

            if (token.In(Contrasts) && i + 1 < behind.Count && behind[i + 1].In(Turning) && behind.FindIndex(i, static t => t.Part == ClausePart.Value || t.In(ClauseWords.Unfounded)) > i && behind[i + 1].Text != "not")
            {
                return "its sentence turns against it";
            }

            if (token.Text is "i" or "we" && i + 2 < behind.Count && behind[i + 1].Text is "do" or "don't" or "cannot" or "can't" or "could" or "couldn't" && behind.FindIndex(i, static t => t.In(Knowing)) is > 0 and var knowing && knowing <= i + 3 && (behind[i + 1].Text is not ("do" or "could") || behind[i + 2].Text == "not"))
            {
                return "its sentence leaves it open";
            }
        }

        if (Words.Any(said, Vague))
        {
            return "it is only a bound";
        }

        return Apposed(behind) ?? Renamed(behind, said, text, end) ?? Derived(behind, text, end);
    }

    // ", a misprint for 23", ", a slip".
    private static string? Apposed(List<ClauseToken> behind)
    {
        var first = behind.FindIndex(static t => !t.Is('"'));
        if (first < 0 || !(behind[first].Is(',') || behind[first].Is('-') || behind[first].Is('(')) || first + 1 >= behind.Count)
        {
            return null;
        }

        var stop = behind.FindIndex(first + 1, static t => t.Part == ClausePart.Sign);
        var phrase = behind.GetRange(first + 1, (stop < 0 ? behind.Count : stop) - first - 1);
        if (phrase.Count > 0 && phrase[0].Text is "wrong" or "wrongly" or "mistakenly" or "incorrectly" or "erroneously")
        {
            return "its sentence turns against it";
        }

        return phrase.Count > 1 && phrase[0].Text is "a" or "an" or "which" or "my" && !phrase.Exists(static t => t.Text is "not" or "cannot") && phrase.Exists(t => t.In(ClauseWords.Unfounded) || (phrase[0].Text != "which" && t.In(ClauseWords.Provisional))) ? "its sentence turns against it" : null;
    }

    // "and doubling it gives 38", "and then times 2 is 66", "we get $k^2=1089$, which is the answer": another value in the same sentence is the answer.
    private static string? Derived(List<ClauseToken> behind, string text, int end)
    {
        for (var i = 1; i < behind.Count; i++)
        {
            var named = behind[i].Text is "is" && behind[i - 1].Text is "which" or "that" && i + 1 < behind.Count && (behind[i + 1].Text is "what" or "our" || (behind[i + 1].Text is "the" && i + 2 < behind.Count && behind[i + 2].Text is "answer" or "final" or "required" or "desired"));
            var at = named ? behind.FindLastIndex(i, static t => t.Part == ClausePart.Value) : behind.FindIndex(i, static t => t.Part == ClausePart.Value);
            var worked = behind[i].Text is "it" or "this" && behind[i - 1].Text.EndsWith("ing", StringComparison.Ordinal) || (behind[i].In(ClauseWords.Operators) || behind[i].Text is "times") && behind[i - 1].Text is "then";
            if ((named || worked) && at >= 0 && Box.Last(text, end) is { } box && Offers.Differs(box.Content, behind[^1].Part == ClausePart.Value && worked ? behind[^1].Text : behind[at].Text))
            {
                return "its sentence names another value";
            }
        }

        return null;
    }

    // "; corrected for symmetry it is 23", "; it is not".
    private static string? Renamed(List<ClauseToken> behind, string said, string text, int end)
    {
        for (var i = 1; i + 1 < behind.Count; i++)
        {
            if (!behind[i - 1].In(Naming) || (i > 1 && (behind[i - 2].In(ClauseWords.Provisional) || behind[i - 2].Text is "other")) || behind[i].Text is not ("is" or "becomes" or "equals" or "was"))
            {
                continue;
            }

            if (i + 2 == behind.Count && behind[i + 1].Text is "not" or "wrong" or "incorrect")
            {
                return "its sentence turns against it";
            }

            if (behind[i + 1].Part == ClausePart.Value && said.Length > 0 && Box.Last(text, end) is { } box && Offers.Differs(box.Content, behind[i + 1].Text))
            {
                return "its sentence names another value";
            }
        }

        return null;
    }
}
