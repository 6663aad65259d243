namespace Guide.Answers.Extraction;

/// <summary>The last \boxed{}, or the boxes that stand together at the end. Refuses what is denied, taken back, or one of several guesses.</summary>
internal static class BoxedPlace
{
    private const int MostBoxes = 40;

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
            denied = denied.Stands ? denied : Statement.Before(text, last.Value.Start) == Doubt.Open ? Finding.Refused("the box is left open") : Finding.Refused("the box is denied", last.Value.End);
            last = looks < MostBoxes ? Box.Last(text, last.Value.Start) : null;
        }

        if (last is not { } box)
        {
            return denied;
        }

        if (Unasserted(text, box) is { } why)
        {
            return why;
        }

        if (Enclosing(text, box) is { } outer)
        {
            return new Finding(outer, null, box.Start, box.End);
        }

        var run = Run(text, box, out var earlier);
        if (earlier is { } other && other.Content.Trim() != run[0].Content.Trim() && BoxSeries.AreGuesses(text, other, run[0]))
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

    // Why a box that is not denied before it is no answer all the same: denied, left open or taken back behind it, contradicted beside it, or not asserted by its clause.
    private static Finding? Unasserted(string text, Box box)
    {
        if (Statement.DeniedBehind(text, box.End))
        {
            // "\boxed{5} is wrong; the answer is 7".
            var stop = Sentence.End(text, box.End);
            var semicolon = text.AsSpan(box.End, Math.Max(0, stop - box.End)).IndexOf(';');
            return Finding.Refused("the box is denied", semicolon >= 0 ? box.End + semicolon : stop);
        }

        if (box.Content.AsSpan().TrimEnd(" $}").EndsWith("?") || Offers.Beside(text, box.Start, box.End, box.Content))
        {
            return Finding.Refused("the box is left open");
        }

        if ((Retraction.Behind(text, box.End) ?? Correction.Behind(text, box.End, box.Content)) is { } rest)
        {
            return Finding.Refused("the box is taken back", rest);
        }

        var inside = IsInFormula(text, box.Start);
        if (inside && BoxChain.Contradicts(text, box))
        {
            return Finding.Refused("the box: a number beside it contradicts it");
        }

        if (Clause.Refusal(text, box.Start, box.End, inside, IsRange(box.Content)) is { } because)
        {
            // Only a declaration of its own may still be read behind it.
            return Finding.Refused("the box: " + because, DeclaredPlace.FindBehind(text, box.End).Answer is null ? -1 : box.End);
        }

        return null;
    }

    // "between \boxed{12 and 13}" says both ends.
    private static bool IsDenied(string text, Box box) => Statement.Of(text, box.Start, box.End, isList: box.Content.Contains(',', StringComparison.Ordinal) || Words.Any(box.Content, ["and", "to"])) != Doubt.None;

    private static bool IsRange(string content) => content.AsSpan().Trim() is ['(' or '[', .., ')' or ']'] inner && inner.Contains(',') || content.Contains(" and ", StringComparison.Ordinal) || content.Contains("\\cup", StringComparison.Ordinal) || content.Contains("\\left(", StringComparison.Ordinal) && content.Contains(',', StringComparison.Ordinal) || content.Contains("$ and $", StringComparison.Ordinal);

    // By the dollars of its own line, where it has any: signs of money pair up across lines.
    private static bool IsInFormula(string text, int at)
    {
        var line = text.AsSpan(0, at).LastIndexOf('\n') + 1;
        var dollars = text.AsSpan(line, at - line).Count('$') - text.AsSpan(line, at - line).Count("\\$");
        if (dollars > 1 && dollars % 2 == 1 && text.AsSpan(at).IndexOf('\n') is var stop && !(stop < 0 ? text.AsSpan(at) : text.AsSpan(at, stop)).Contains('$'))
        {
            return false;
        }

        return dollars > 0 ? dollars % 2 == 1 || (text.AsSpan(line, at - line).Contains("$$", StringComparison.Ordinal) && BoxSurroundings.InMathematics(text, at)) : BoxSurroundings.InMathematics(text, at);
    }

    // "\boxed{41\ \boxed{42}}": what else stands in the outer box belongs to the answer; null without an outer box, or where it holds nothing else.
    private static string? Enclosing(string text, Box box)
    {
        if (Box.Last(text, box.Start) is not { } outer || outer.End <= box.End || outer.End - 1 - outer.Content.Length is var open && (open > box.Start || open < 0 || !text.AsSpan(open, outer.Content.Length).SequenceEqual(outer.Content)))
        {
            return null;
        }

        var (left, right) = (text[open..box.Start], text[box.End..(outer.End - 1)]);
        return (left + right).AsSpan().Trim(" .$~\\,{}").Length == 0 ? null : $"{left}{box.Content}{right}";
    }

    // The boxes that stand together with the last one, in the text's order, and the one before them.
    private static List<Box> Run(string text, Box last, out Box? earlier)
    {
        var run = new List<Box> { last };
        earlier = null;
        while (run.Count < MostBoxes && Box.Last(text, run[0].Start) is { } before)
        {
            if (before.End > run[0].Start || !BoxSeries.Lists(text, before, run[0]))
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
