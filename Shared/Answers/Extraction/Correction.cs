namespace Guide.Answers.Extraction;

/// <summary>Where a sentence behind an answer corrects it, whatever its words: a label of correction with another value, a verdict on "the answer", a change of it to another value, an answer to another problem.</summary>
internal static class Correction
{
    private const int Window = 2_000;
    private const int MostSentences = 24;

    private static readonly HashSet<string> Labels = ["edit", "update", "updated", "correction", "corrected", "correct", "fix", "fixed", "erratum", "errata", "revised", "revision", "amended", "amendment", "ps", "p.s", "new"];

    // What is only possible, usual or said of others.
    private static readonly HashSet<string> Hypothetical = ["if", "would", "could", "might", "had", "were", "without", "unless", "common", "frequent", "often", "easy", "many", "students", "careful", "avoid", "typical", "some", "someone", "others", "suppose", "forgetting", "beware", "initially", "first", "tempting", "never"];

    private static readonly HashSet<string> Wrong = ["wrong", "incorrect", "mistaken", "false", "invalid", "erroneous", "flawed", "faulty", "void", "unfounded"];

    private static readonly HashSet<string> Right = ["right", "correct", "valid", "true"];

    private static readonly HashSet<string> Errors = ["slip", "error", "mistake", "typo", "misprint", "oversight", "miscalculation", "miscount", "blunder"];

    private static readonly HashSet<string> Changing = ["change", "changes", "changed", "turns", "brings", "corrects", "revises", "alters", "makes", "shifts", "raises", "lowers"];

    private static readonly HashSet<string> Becoming = ["becomes", "changes", "should", "must", "has", "now", "actually", "really", "instead"];

    private static readonly HashSet<string> Dropping = ["withdraw", "disregard", "retract", "discard", "ignore", "cancel", "forget", "scratch", "strike", "delete", "revoke", "drop"];

    private static readonly HashSet<string> Self = ["the", "my", "this", "that", "it", "above", "previous", "boxed", "earlier", "last", "value", "answer", "result", "box", "number", "solution"];

    private static readonly HashSet<string> Other = ["other", "different", "another", "wrong"];

    private static readonly HashSet<string> Problems = ["problem", "question", "exercise", "part", "task", "version", "puzzle"];

    private static readonly HashSet<string> Knowing = ["know", "find", "decide", "determine", "solve", "finish", "sure", "say", "tell", "certain"];

    /// <summary>Where the sentence that corrects begins; null when none does in the 2,000 characters behind the answer's own sentence.</summary>
    public static int? Behind(string text, int from, string content)
    {
        var stop = Math.Min(text.Length, from + Window);
        var at = Sentence.End(text, from) + 1;
        for (var sentences = 0; at < stop && sentences < MostSentences; sentences++)
        {
            var end = Math.Min(Sentence.End(text, at), stop);
            if (Corrects(ClauseToken.Read(text, at, end), content))
            {
                return at;
            }

            at = end + 1;
        }

        return null;
    }

    private static bool Corrects(List<ClauseToken> tokens, string content)
    {
        if (tokens.Count == 0)
        {
            return false;
        }

        var others = tokens.FindLast(static t => t.Part == ClausePart.Value).Text is { Length: > 0 } value && Offers.Differs(content, value);
        if (others && IsLabel(tokens))
        {
            return true;
        }

        if (Afterword.Confesses(tokens))
        {
            return true;
        }

        return !tokens.Exists(static t => t.In(Hypothetical)) && (Afterword.Doubts(tokens, others) || Judges(tokens) || IsOfAnother(tokens) || Drops(tokens) || Gives(tokens) || (others && Changes(tokens)));
    }

    // "EDIT: 5/8", "Revised answer: 91".
    private static bool IsLabel(List<ClauseToken> tokens)
    {
        var colon = tokens.FindIndex(static t => t.Is(':'));
        return colon is > 0 and <= 4 && tokens.GetRange(0, colon).Exists(static t => t.In(Labels)) && tokens.GetRange(0, colon).TrueForAll(static t => t.In(Labels) || t.In(ClauseWords.AnswerNouns) || t.Text is "the" or "final" or "my");
    }

    // "The previous answer is incorrect": of the answer, not of another value that the subject names.
    private static bool Judges(List<ClauseToken> tokens)
    {
        var verb = tokens.FindIndex(static t => t.In(ClauseWords.Copulas) || t.Text is "cannot" or "can't" or "isn't" or "wasn't" or "can");
        if (verb < 1 || verb + 1 >= tokens.Count)
        {
            return false;
        }

        var subject = tokens.GetRange(0, verb);
        if (!subject.Exists(static t => t.Text is "answer" or "result" or "value" or "box" or "solution" or "conclusion" or "number" or "calculation" or "computation") || subject.Exists(static t => t.Part == ClausePart.Value || t.Text is "naive" or "wrong" or "other" or "second" or "alternative" || t is { Capital: true, Text.Length: 1 }))
        {
            return false;
        }

        var denied = tokens[verb].Text is "cannot" or "can't" or "isn't" or "wasn't" || tokens[verb + 1].Text == "not";
        var rest = tokens.GetRange(verb + 1, Math.Min(5, tokens.Count - verb - 1));
        return denied ? rest.Exists(static t => t.In(Right) || t.Text is "stand" or "hold") : rest.Exists(static t => t.In(Wrong));
    }

    // "That was for the other problem", "this answers a different question".
    private static bool IsOfAnother(List<ClauseToken> tokens)
    {
        for (var i = 1; i + 1 < tokens.Count; i++)
        {
            if (tokens[i].In(Other) && tokens[i + 1].In(Problems))
            {
                var before = tokens.GetRange(0, i);
                return before.Exists(static t => t.Text is "this" or "that" or "it" or "which" or "answer" or "result" or "value") && before.GetRange(Math.Max(0, i - 2), i - Math.Max(0, i - 2)).Exists(static t => t.Text is "for" or "to" or "of" or "answers" or "solves" or "from");
            }
        }

        return false;
    }

    // "I have to withdraw this", "Please disregard the value above".
    private static bool Drops(List<ClauseToken> tokens)
    {
        var verb = tokens.FindIndex(static t => t.In(Dropping));
        if (verb < 0 || verb > 5 || verb + 1 >= tokens.Count)
        {
            return false;
        }

        var objects = tokens.GetRange(verb + 1, tokens.Count - verb - 1).TakeWhile(static t => t.In(Self)).Count();
        return (objects > 0 && verb + 1 + objects == tokens.Count) || objects > 2;
    }

    // "I could not find the answer."
    private static bool Gives(List<ClauseToken> tokens)
    {
        for (var i = 0; i + 2 < tokens.Count; i++)
        {
            if (tokens[i].Text is "i" or "we" && tokens[i + 1].Text is "cannot" or "can't" or "couldn't" or "don't" or "am" or "do" or "did" or "didn't" or "was" or "can" or "are")
            {
                var knows = tokens.FindIndex(i, static t => t.In(Knowing));
                var denied = tokens[i + 1].Text is "cannot" or "can't" or "couldn't" or "don't" or "didn't" || tokens[i + 2].Text == "not";
                return denied && knows > 0 && knows <= i + 4 && (tokens[knows].Text is "sure" or "certain" || tokens.GetRange(knows, tokens.Count - knows).Exists(static t => t.Text is "answer" or "it" or "result" or "solution" or "problem"));
            }
        }

        return false;
    }

    // "… which changes the result to 23", "the corrected value is 91".
    private static bool Changes(List<ClauseToken> tokens)
    {
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            var noun = tokens[i].Text is "answer" or "result" or "value" or "total" or "count";
            if (noun && (tokens[i + 1].In(Becoming) || (i + 2 < tokens.Count && tokens[i + 2].In(Becoming))))
            {
                return true;
            }

            if (noun && i > 0 && tokens[i - 1].In(Labels) && tokens[i + 1].In(ClauseWords.Copulas))
            {
                return true;
            }

            if (tokens[i].In(Changing) && tokens.GetRange(i + 1, Math.Min(4, tokens.Count - i - 1)) is var objects && objects.Exists(static t => t.Text is "answer" or "result" or "value" or "it" or "total" or "count") && objects.Exists(static t => t.Text is "to" or "into" or "from" || t.Part == ClausePart.Value))
            {
                return true;
            }
        }

        var named = tokens.FindIndex(static t => t.Part == ClausePart.Value) is > 0 and var at && tokens[at - 1].In(ClauseWords.AnswerNouns);
        return !named && !tokens.Exists(static t => t.In(ClauseWords.Voices)) && tokens.Exists(static t => t.In(Errors)) && tokens.Exists(static t => t.Text is "answer" or "result" or "value");
    }
}
