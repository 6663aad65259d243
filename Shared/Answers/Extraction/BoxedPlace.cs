namespace Guide.Answers.Extraction;

/// <summary>The last \boxed{}, or the boxes that stand together at the end. Refuses what is denied, taken back, or one of several guesses.</summary>
internal static class BoxedPlace
{
    private const int MostBoxes = 40;

    private static readonly string[] Guesses = ["guess", "backup", "back-up", "alternative", "alternatively", "otherwise", "second answer", "other answer", "another answer", "second choice", "possibility", "candidate", "another possible", "option", "attempt", "not sure", "possible answers", "possible answer"];

    private static readonly string[] Multiples = ["twice", "thrice", "half", "double", "triple"];

    private static readonly string[] Operations = ["half", "third", "quarter", "square", "cube", "root", "negative", "opposite", "reciprocal", "inverse", "multiple", "multiples", "divisible", "close", "different", "square-root", "logarithm"];

    private static readonly string[] Others = ["would write", "would say", "would answer", "might say", "might write", "might think", "someone claims", "some claim", "people think", "students think", "a common mistake"];

    private static readonly string[] Between = ["or", "vs", "vs.", "versus", "perhaps", "possibly", "maybe", "either", "vee"];

    private static readonly string[] Names = ["the correct answer", "the final answer", "the answer", "correct answer", "final answer", "answer", "solution", "the solution", "result", "the result", "ans", "答案"];

    /// <summary>The answer in the box, with what stands directly beside it.</summary>
    public static Finding Find(string text) => Find(text, static (text, boxes) => BoxSurroundings.Of(text, boxes));

    /// <summary>The box's content alone, of a single box: multiple choice.</summary>
    public static Finding Content(string text) => Find(text, static (_, boxes) => Joined(boxes));

    private static Finding Find(string text, Func<string, IReadOnlyList<Box>, string?> read)
    {
        var denied = Finding.None;
        var last = Box.Last(text, text.Length);
        for (var looks = 0; last is not null && IsDenied(text, last.Value); looks++)
        {
            // "not \boxed{6}", "neither \boxed{4} nor \boxed{5}": look further back, or behind it.
            // What is only offered with another leaves that one no answer either.
            denied = denied.Stands ? denied : Doubts.Before(text, last.Value.Start) == Doubt.Open ? Finding.Refused("the box is left open") : Finding.Refused("the box is denied", last.Value.End);
            last = looks < MostBoxes ? Box.Last(text, last.Value.Start) : null;
        }

        if (last is not { } box)
        {
            return denied;
        }

        if (Doubts.DeniedBehind(text, box.End))
        {
            // "\boxed{5} is wrong; the answer is 7".
            var stop = Sentence.End(text, box.End);
            var semicolon = text.AsSpan(box.End, Math.Max(0, stop - box.End)).IndexOf(';');
            return Finding.Refused("the box is denied", semicolon >= 0 ? box.End + semicolon : stop);
        }

        if (IsOffered(text, box))
        {
            return Finding.Refused("the box is left open");
        }

        if (Retraction.Behind(text, box.End) is { } rest)
        {
            return Finding.Refused("the box is taken back", rest);
        }

        var run = Run(text, box, out var earlier);
        if (earlier is { } other && other.Content.Trim() != run[0].Content.Trim() && AreGuesses(text, other, run[0]))
        {
            return Finding.Refused("several boxes are offered");
        }

        var answer = run.Count > 1 && !IsFormula(text, run) ? Joined(run) : read(text, run);
        if (answer is null)
        {
            return Finding.Refused("what stands beside the box cannot be read with it");
        }

        return Unlabelled(answer) is { } bare ? new Finding(bare, null, run[0].Start, box.End) : Finding.Refused("the box is denied");
    }

    private static bool IsDenied(string text, Box box)
    {
        // "between \boxed{12 and 13}" says both ends.
        var doubt = Doubts.Before(text, box.Start);
        if (doubt == Doubt.Denied || (doubt == Doubt.Open && !box.Content.Contains(',', StringComparison.Ordinal) && !Words.Any(box.Content, ["and", "to"])) || IsOperated(text, box.Start))
        {
            return true;
        }

        // "would be \boxed{13} if the dice were fair".
        var from = Sentence.Start(text, box.Start);
        var to = Sentence.End(text, box.End);
        return Words.Any(text.AsSpan(from, box.Start - from), Others) || Words.Any(text.AsSpan(from, box.Start - from), ["would be", "would have been"]) && Words.Any(text.AsSpan(box.End, Math.Max(0, to - box.End)), ["but"]);
    }

    // "twice \boxed{5}", "the square of \boxed{5}": what is said is another value.
    public static bool IsOperated(string text, int at)
    {
        var from = Sentence.Start(text, at);
        var before = text.AsSpan(from, at - from).TrimEnd(" $\\([*_{");
        var space = before.LastIndexOf(' ');
        var last = before[(space + 1)..];
        if (Array.Exists(Multiples, last.ToString().ToLowerInvariant().Equals))
        {
            return true;
        }

        if (last is not ("of" or "by" or "to" or "from") || space < 0)
        {
            return false;
        }

        before = before[..space];
        last = before[(before.LastIndexOf(' ') + 1)..];
        return Array.Exists(Operations, last.ToString().ToLowerInvariant().Equals);
    }

    // "\boxed{5} (or 6)", "\boxed{5}. Alternatively, $3$": another value beside it; "or about 5.0" is the same.
    private static bool IsOffered(string text, Box box)
    {
        var start = box.End;
        var stop = Sentence.End(text, start);
        if (Words.Any(text.AsSpan(start, stop - start), ["also possible", "also a valid", "also valid", "also acceptable", "if rounded up", "if rounded down", "could also be", "might also be", "may also be", "cannot decide", "can't decide", "not sure"]))
        {
            return true;
        }

        // "from \boxed{5} to $6$"
        var head = text.AsSpan(0, box.Start).TrimEnd(" $*_");
        var tail = text.AsSpan(start, stop - start).TrimStart(" $*_");
        if ((head.EndsWith("from", StringComparison.OrdinalIgnoreCase) && Words.Opens(tail, ["to"]) > 0) || (head.EndsWith("between", StringComparison.OrdinalIgnoreCase) && Words.Opens(tail, ["and"]) > 0))
        {
            return true;
        }

        var rest = text.AsSpan(start, Math.Min(300, text.Length - start));
        var words = rest.TrimStart(" $*_)]}\\.,;(\n\r");
        if (Words.Opens(words, ["or", "alternatively", "possibly", "perhaps", "maybe", "or else"]) is not (> 0 and var offer))
        {
            return false;
        }

        words = words[offer..].TrimStart(" ,");
        if (Words.Opens(words, ["equivalently", "about", "approximately", "approx", "roughly", "around", "simply", "in", "as", "just", "nearly", "almost", "more precisely", "we", "by", "you", "use", "rounded", "written", "expressed", "if", "note", "using"]) > 0)
        {
            return false;
        }

        var other = LastValue.Find(words[..Math.Min(words.Length, EndOfClause(words))].ToString(), Contracts.Judging.AnswerSources.All).Answer;
        return other is not null && !AnswerComparer.Compare(box.Content, other, Syntax.ParseMode.Science, Numbers.Rational.Of(1, 50)).Same;
    }

    private static int EndOfClause(ReadOnlySpan<char> words)
    {
        var stop = words.IndexOf('\n');
        stop = stop < 0 ? words.Length : stop;
        for (var i = 1; i < stop; i++)
        {
            if (words[i] is '.' or ';' && (i + 1 >= stop || words[i + 1] is ' ' or '$'))
            {
                return i;
            }
        }

        return stop;
    }

    // The boxes that stand together with the last one, in the text's order, and the one before them.
    private static List<Box> Run(string text, Box last, out Box? earlier)
    {
        var run = new List<Box> { last };
        earlier = null;
        while (run.Count < MostBoxes && Box.Last(text, run[0].Start) is { } before)
        {
            if (before.End > run[0].Start || !Separates(text.AsSpan(before.End, run[0].Start - before.End)))
            {
                earlier = before.End <= run[0].Start ? before : null;
                break;
            }

            run.Insert(0, before);
        }

        return run;
    }

    private static bool IsFormula(string text, List<Box> run)
    {
        for (var i = 1; i < run.Count; i++)
        {
            if (text.AsSpan(run[i - 1].End, run[i].Start - run[i - 1].End).Trim(" $") is "/" or ":" or "}{" or "+" or "-" or "*" or "\\cdot" or "\\times" or "\\div" or "×" or "÷")
            {
                return true;
            }
        }

        return false;
    }

    private static string Joined(IReadOnlyList<Box> run)
    {
        // The same box twice is one answer.
        var distinct = new List<string>();
        foreach (var box in run)
        {
            if (!distinct.Contains(box.Content, StringComparer.Ordinal))
            {
                distinct.Add(box.Content);
            }
        }

        return string.Join(", ", distinct);
    }

    private static bool AreGuesses(string text, Box earlier, Box last)
    {
        var between = text.AsSpan(earlier.End, last.Start - earlier.End);
        return (between.Length <= 40 && Words.Any(between, Between)) || (between.Length <= 120 && Words.Any(between, Guesses));
    }

    private static bool Separates(ReadOnlySpan<char> between)
    {
        if (between.Length > 60)
        {
            return false;
        }

        var words = 0;
        for (var i = 0; i < between.Length; i++)
        {
            if (!char.IsLetterOrDigit(between[i]))
            {
                if (between[i] is '=' or '<' or '>')
                {
                    return false;
                }

                continue;
            }

            var start = i;
            while (i < between.Length && char.IsLetterOrDigit(between[i]))
            {
                i++;
            }

            var word = between[start..i];
            if (word is not ("and" or "or" or "text" or "quad" or "qquad" or "textbf" or "mathrm" or "left" or "right" or "cdot" or "times" or "div") || ++words > 4)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>"\text{The answer is } 5" in a box is 5; null when it is what the answer is not.</summary>
    private static string? Unlabelled(string content)
    {
        var text = content.AsSpan().Trim();
        var group = -1;
        foreach (var command in (ReadOnlySpan<string>)["\\text{", "\\textbf{", "\\mathrm{", "\\mbox{"])
        {
            group = text.StartsWith(command, StringComparison.Ordinal) ? command.Length : group;
        }

        var label = group < 0 ? text : text[group..].TrimStart();
        var name = Words.Opens(label, Names);
        if (name == 0)
        {
            return content;
        }

        var rest = label[name..].ToString();
        var after = 0;
        if (!Verb.Declares(rest, ref after))
        {
            return content;
        }

        rest = rest[after..].TrimStart();
        if (Words.Opens(rest, ["not", "never", "other than", "anything but"]) > 0)
        {
            return null;
        }

        if (group >= 0 && rest.IndexOf('}', StringComparison.Ordinal) is >= 0 and var close)
        {
            // The group that held the label ends with the label, or with the answer.
            var inner = rest[..close].Trim();
            rest = inner.Length == 0 ? rest[(close + 1)..] : inner + rest[(close + 1)..];
        }

        return rest.Trim();
    }
}
