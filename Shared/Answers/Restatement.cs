using Guide.Answers.Equivalence;
using Guide.Answers.Extraction;
using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers;

/// <summary>
/// The task given back as its own answer: "17·23" for "Compute 17·23". The said answer is the very formula that the problem asks to compute, solve or rewrite, and the gold is another.
/// A problem that offers a choice ("which", "or") is left alone, and so is a gold that stands in the problem itself.
/// </summary>
internal static class Restatement
{
    private const int LongestProblem = 20_000;
    private const int LongestFormula = 400;
    private const int MostFormulas = 64;

    private static readonly string[] Tasks =
    [
        "compute", "calculate", "evaluate", "simplify", "solve", "factor", "factorise", "factorize", "expand", "find", "determine", "express", "write", "rewrite", "convert", "reduce", "rationalize", "rationalise", "multiply", "add", "subtract", "divide", "value of", "what does", "work out", "what is", "what's", "how much is", "what are",
    ];

    private static readonly string[] Choices = ["which", "or", "whether", "either", "larger", "smaller", "greater", "less", "choose", "select", "option", "options", "equal"];

    // Between the task and its formula: "Compute the value of".
    private static readonly string[] Fillers = ["the", "value", "of", "exactly", "expression", "product", "sum", "equation", "inequality", "following", "completely", "for", "x", "all", "exact", "difference", "quotient"];

    private static readonly (string Open, string Close)[] Delimiters = [("$", "$"), ("\\(", "\\)"), ("\\[", "\\]")];

    private static readonly string[] Behind = ["for", "if", "when", "where", "in", "as", "over", "and", "by", "using"];

    /// <summary>True when the said answer is the formula that the problem sets as its task, and the gold is not.</summary>
    public static bool Is(string problem, string gold, string said, ParseMode mode)
    {
        if (problem.Length > LongestProblem || said.Length > LongestFormula)
        {
            return false;
        }

        try
        {
            var budget = new Budget(Budget.Default);
            var (own, reference) = (Reading.Of(said, mode, budget), Reading.Of(gold, mode, budget));
            if (own.Writing.Length == 0 || own.Writing == reference.Writing || own.Node is not { } a || reference.Node is not { } b || Canonical.Of(a, budget) == Canonical.Of(b, budget))
            {
                return false;
            }

            var (restated, shape) = (false, IsWorkable(a) ? Canonical.Of(a, budget) : null);
            foreach (var (formula, isTask) in Formulas(problem))
            {
                var task = Reading.Of(formula, mode, budget);
                if (task.Writing == reference.Writing)
                {
                    return false;
                }

                // The same form, whatever its brackets and the order of its parts.
                restated |= isTask && (task.Writing == own.Writing || (shape is not null && task.Node is { } set && Canonical.Of(set, budget) == shape));
            }

            return restated;
        }
        catch (BudgetExceededException)
        {
            // A problem too long to be read says nothing.
            return false;
        }
    }

    // A number, a letter, a list of such is no task.
    private static bool IsWorkable(Node node) => node.Kind is not (NodeKind.Number or NodeKind.Symbol or NodeKind.Constant or NodeKind.BasedNumber or NodeKind.Text or NodeKind.List or NodeKind.Tuple or NodeKind.Set or NodeKind.Quantity or NodeKind.Percent or NodeKind.Degree);

    // The formulas of the problem, and whether each is the object of a task.
    private static IEnumerable<(string Formula, bool IsTask)> Formulas(string problem)
    {
        var text = problem.Replace("\\$", " ", StringComparison.Ordinal).Replace("$$", "$", StringComparison.Ordinal);
        var left = MostFormulas;
        foreach (var (open, close) in Delimiters)
        {
            for (var at = text.IndexOf(open, StringComparison.Ordinal); at >= 0 && left > 0; left--)
            {
                var first = at + open.Length;
                var end = text.IndexOf(close, first, StringComparison.Ordinal);
                if (end < 0)
                {
                    break;
                }

                if (end - first is > 0 and <= LongestFormula)
                {
                    yield return (Bare(text[first..end]), IsTask(text, at, end));
                }

                at = text.IndexOf(open, end + close.Length, StringComparison.Ordinal);
            }
        }

        if (Undelimited(text) is { } rest)
        {
            yield return (rest, true);
        }
    }

    // "Compute 17·23." without marks of mathematics: what stands between the task and the end of its sentence.
    private static string? Undelimited(string text)
    {
        var (at, length) = Words.Last(text, Tasks);
        if (at < 0 || Words.Any(text.AsSpan(at, Sentence.End(text, at) - at), Choices))
        {
            return null;
        }

        var (from, end) = (at + length, Sentence.End(text, at));
        for (var word = 1; word > 0;)
        {
            while (from < end && text[from] is ' ' or ':' or '\n')
            {
                from++;
            }

            word = Words.Opens(text.AsSpan(from, end - from), Fillers);
            from += word;
        }

        var behind = Words.First(text.AsSpan(from, end - from), Behind).At;
        end = behind > 0 ? from + behind : end;
        return end - from is > 0 and <= LongestFormula ? Bare(text[from..end]) : null;
    }

    // The sentence of the formula sets a task before it, and offers no choice.
    private static bool IsTask(string text, int from, int to)
    {
        var start = Sentence.Start(text, from);

        // "Simplify", and the formula on a line of its own.
        for (var lines = 0; lines < 3 && start > 0 && text.AsSpan(start, from - start).IsWhiteSpace(); lines++)
        {
            start = Sentence.Start(text, start - 1);
        }

        return Words.Any(text.AsSpan(start, from - start), Tasks) && !Words.Any(text.AsSpan(start, from - start), Choices) && !Words.Any(text.AsSpan(to, Sentence.End(text, to) - to), Choices);
    }

    // "17·23 = ?", "17·23 =", "2x + 1 = 7."
    private static string Bare(string formula)
    {
        formula = formula.Trim(' ', '.', ',', ':', ';', '?', '$', '\n');
        foreach (var blank in (ReadOnlySpan<string>)["\\square", "\\Box", "\\underline{\\qquad}", "\\underline{\\hspace{2cm}}", "\\_\\_", "__"])
        {
            formula = formula.EndsWith(blank, StringComparison.Ordinal) ? formula[..^blank.Length].TrimEnd() : formula;
        }

        return formula.TrimEnd(' ', '=', '_');
    }
}
