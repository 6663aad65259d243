namespace Guide.Answers.Extraction;

/// <summary>What the subject of a box's clause says: a function of the answer, an answer that does not stand, a report of others, or nobody.</summary>
internal static class ClauseSubject
{
    private static readonly HashSet<string> Best = ["best", "optimal", "sharp", "sharpest", "greatest", "least", "tight", "largest", "smallest"];

    private static readonly HashSet<string> Self = ["we", "i", "one", "you", "this", "that", "it", "which", "these", "those", "here", "he", "she", "they", "what", "us"];

    /// <summary>Why what the subject is said to be is not the answer; null when it may be.</summary>
    public static string? Refusal(List<ClauseToken> subject, HashSet<string> onTheAnswer, HashSet<string> functions, HashSet<string> attempts, HashSet<string> bounds)
    {
        if (OfAnswer(subject, onTheAnswer, functions))
        {
            return "it is said of a function of the answer";
        }

        var stop = subject.FindIndex(static t => t.In(ClauseWords.Prepositions) || t.Text is "that" or "which" or "who" or "when" or "where" or "if");
        var end = stop < 0 ? subject.Count : stop;
        for (var i = 0; i < end; i++)
        {
            if (subject[i].In(ClauseWords.Provisional) && (i + 1 >= end || subject[i + 1].In(attempts) || subject[i + 1].In(ClauseWords.Copulas)))
            {
                return "it is said of an answer that does not stand";
            }

            if (subject[i].In(bounds) && !subject.GetRange(0, i).Exists(static t => t.In(Best) || t.In(ClauseWords.Affirming)) && (i + 1 >= end || i + 1 == stop || (subject[i + 1].In(ClauseWords.Copulas) && i + 3 >= end)))
            {
                return "it is said of a bound or a guess";
            }
        }

        return Denies(subject);
    }

    /// <summary>"No integer equals", "Nobody gets": the subject is nobody.</summary>
    public static string? Denies(List<ClauseToken> clause) =>
        clause.Count > 1 && clause[0].In(ClauseWords.Denials) && clause[1].Text is not ("matter" or "doubt" or "other" or "but" or "more" or "longer" or "wait") && !(clause[0].Text is "neither" or "few" or "no" && clause.Exists(static t => t.Text is "other" or "but" or "than")) ? "its subject is nobody" : null;

    /// <summary>"The textbook gives", "A naive count produces": others report it.</summary>
    public static string? Reports(List<ClauseToken> clause)
    {
        var subject = clause.GetRange(0, clause.Count - 1);
        if (subject.Count == 0 || !clause[^1].In(ClauseWords.Reporting) || subject[0].Text is "we" or "i")
        {
            return null;
        }

        if (subject.Exists(static t => t.In(ClauseWords.Voices) || t.In(ClauseWords.Provisional)) && clause[^1].Text is not ("get" or "gets" or "got") || subject.Exists(static t => t.In(ClauseWords.Provisional)))
        {
            return "others report it";
        }

        return subject[0].Text is "a" or "an" && subject.Count > 2 && !subject[1].In(ClauseWords.Plain) && !subject[1].In(Self) && clause[^1].Text is "produces" or "produced" or "yields" or "yielded" or "suggests" or "suggested" or "claims" or "says" && !subject.Exists(static t => t.In(ClauseWords.Prepositions)) ? "others report it" : null;
    }

    // "Twice the answer", "the square root of the answer", "the answer plus six".
    private static bool OfAnswer(List<ClauseToken> subject, HashSet<string> onTheAnswer, HashSet<string> functions)
    {
        for (var i = 0; i < subject.Count; i++)
        {
            if (subject[i].Text is not ("answer" or "answers" or "result"))
            {
                continue;
            }

            if (i + 1 < subject.Count && subject[i + 1].In(onTheAnswer))
            {
                return true;
            }

            var head = i - 1;
            while (head >= 0 && (subject[head].Text is "final" or "correct" or "required" or "the" or "our" or "my" or "desired" or "right"))
            {
                head--;
            }

            if (head >= 0 && head < i - 1 && subject[head].In(functions) && !(head > 0 && subject[head].Text == "of" && subject[head - 1].Text is "value" or "course" or "form" or "because"))
            {
                return true;
            }
        }

        return false;
    }
}
