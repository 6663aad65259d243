using Guide.Answers.Equivalence;
using Guide.Answers.Extraction;
using Guide.Answers.Numbers;
using Guide.Answers.Syntax;
using Guide.Answers.Units;

namespace Guide.Answers;

/// <summary>Two bare answers: read, then compared in each of their readings.</summary>
internal static class AnswerComparer
{
    /// <summary>Whether two bare answers are the same, and why. <paramref name="kept"/>: the gold as it was read before; <paramref name="problem"/>: what was asked; <paramref name="counted"/>: what stands behind the answer in its text, for a gold with a unit.</summary>
    public static (bool Same, string Detail) Compare(string gold, string said, ParseMode mode, Rational tolerance, Reading? kept = null, ProblemText? problem = null, Func<string?>? counted = null)
    {
        var budget = new Budget(Budget.Default);
        Reading? left = null, right = null;
        try
        {
            if (kept is not null)
            {
                budget.Spend(kept.Steps);
            }

            left = kept ?? Reading.Of(gold, mode, budget);
            var more = left.Node?.Unit is null ? null : counted?.Invoke();
            right = Reading.Of(said + more, mode, budget);
            var (same, why) = ByText(left, right, mode, budget) ?? ByForm(left, right, mode, tolerance, problem, budget);
            return (same, $"gold {Show(left.Node)}, said {why}");
        }
        catch (BudgetExceededException)
        {
            return (false, $"gold {Show(left?.Node)}, said {Show(right?.Node)}: too large to evaluate");
        }
    }

    // What the words and marks decide before the forms are looked at; null where they leave it open.
    private static (bool Same, string Why)? ByText(Reading gold, Reading said, ParseMode mode, Budget budget)
    {
        if (Opposites.In(gold.Text, said.Text))
        {
            return (false, $"{Show(said.Node)}: opposite directions");
        }

        if (Conditions.Differ(gold.Text, said.Text, mode, budget))
        {
            return (false, $"{Show(said.Node)}: under another condition");
        }

        if (ElectronConfiguration.Of(gold.Text) is { } configuration && ElectronConfiguration.Of(said.Text) is { } other)
        {
            return configuration == other ? (true, "the same: one electron configuration") : (false, $"{Show(said.Node)}: another electron configuration");
        }

        if (Formula.Of(gold.Text) is { } formula)
        {
            if (formula == Formula.Of(said.Text))
            {
                return (true, "the same: one chemical formula");
            }

            if (Formula.DiffersByCase(formula, said.Text))
            {
                return (false, $"{Show(said.Node)}: a formula in other letters");
            }
        }

        if (Formula.IsElementAgainstFormula(gold.Text, said.Text))
        {
            return (false, $"{Show(said.Node)}: a formula in other letters");
        }

        if (IsStruck(said.Text))
        {
            return (false, $"{Show(said.Node)}: struck out");
        }

        // 23,500 is no 23, 500, though the marks are the same.
        if (gold.Writing.Length > 0 && gold.Writing == said.Writing && gold.Node?.Kind == said.Node?.Kind)
        {
            return (true, "the same: same writing");
        }

        return gold.Node is null || said.Node is null ? (false, $"{Show(said.Node)}: not readable") : null;
    }

    // Each reading of the pair by the rule of its form.
    private static (bool Same, string Why) ByForm(Reading gold, Reading said, ParseMode mode, Rational tolerance, ProblemText? problem, Budget budget)
    {
        var (goldNode, saidNode) = InAskedUnit(gold.Node!, said, mode, problem, budget);
        string? rule = null;
        foreach (var (a, b) in AlternativeReadings.Of(goldNode, saidNode, gold.Text, said.Text, mode, budget))
        {
            var comparison = new Comparison(budget, naturalLog: false, tolerance, mode == ParseMode.Science, problem);
            if (comparison.Same(a, b))
            {
                return (true, $"{b}: {comparison.Rule}{comparison.Scalars.Note}");
            }

            rule ??= comparison.Rule + comparison.Scalars.Note;
            if ((HasBareLog(a) || HasBareLog(b)) && !IsDecimalPower(a) && !IsDecimalPower(b))
            {
                comparison = new Comparison(budget, naturalLog: true, tolerance, mode == ParseMode.Science, problem);
                if (comparison.Same(a, b))
                {
                    return (true, $"{b}: {comparison.Rule}, log as the natural logarithm");
                }
            }
        }

        return (false, $"{saidNode}: {rule}");
    }

    // A gold without its unit is in the one that the problem asks for, where the answer gives one.
    private static (Node Gold, Node Said) InAskedUnit(Node gold, Reading answer, ParseMode mode, ProblemText? problem, Budget budget)
    {
        var said = answer.Node!;
        if (gold.IsNumber && said.Any(static item => item.IsConstant("pi")) && said.Unit is null && !AngleComparison.IsAngleOrPercent(said) && UnitAskedFor.IsDegrees(problem?.Text))
        {
            // π/3 where degrees are asked for.
            return (Node.Of(NodeKind.Degree, gold), said);
        }

        if (!gold.IsNumber || problem?.AskedUnit is not { } asked)
        {
            return (gold, said);
        }

        if (mode == ParseMode.Math && Rewriting.HasSymbols(said) && Parser.Parse(answer.Text, ParseMode.Science, budget, out _) is { Kind: NodeKind.Quantity } measured)
        {
            said = measured;
        }

        return said is { Kind: NodeKind.Quantity, Unit: { Known: true, Dimensions.IsNone: false } } ? (Node.Quantity(gold, asked), said) : (gold, said);
    }

    // \cancel{5} is no answer.
    private static bool IsStruck(string said) => said.Contains("\\cancel", StringComparison.Ordinal) || said.Contains("\\xcancel", StringComparison.Ordinal) || said.Contains("\\bcancel", StringComparison.Ordinal) || said.Contains("\\sout", StringComparison.Ordinal);

    private static string Show(Node? node) => node?.ToString() ?? "(unreadable)";

    // log 100 is 2, whatever else log may be.
    private static bool IsDecimalPower(Node node) => node.Any(static item => item.Kind == NodeKind.Call && item.Name == "log" && item.Items.Length == 1 && item[0].IsNumber && item[0].Value is { IsInteger: true, Sign: > 0 } value && value.Numerator.ToString() is ['1', '0', ..] text && text.AsSpan(1).IndexOfAnyExcept('0') < 0);

    private static bool HasBareLog(Node node) => node.Any(static item => item.Kind == NodeKind.Call && item.Name == "log" && item.Items.Length == 1);
}
