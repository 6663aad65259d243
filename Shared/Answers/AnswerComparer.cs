using Guide.Answers.Equivalence;
using Guide.Answers.Extraction;
using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers;

/// <summary>Two bare answers: read, then compared in each of their readings.</summary>
internal static class AnswerComparer
{
    /// <summary>Whether two bare answers are the same, and why. <paramref name="kept"/>: the gold as it was read before; <paramref name="problem"/>: what was asked.</summary>
    public static (bool Same, string Detail) Compare(string gold, string said, ParseMode mode, Rational tolerance, Reading? kept = null, ProblemText? problem = null)
    {
        var budget = new Budget(Budget.Default);
        Node? goldNode = null, saidNode = null;
        try
        {
            if (kept is not null)
            {
                budget.Spend(kept.Steps);
            }

            (var goldText, goldNode, var goldWriting, _) = kept ?? Reading.Of(gold, mode, budget);
            (var saidText, saidNode, var saidWriting, _) = Reading.Of(said, mode, budget);
            if (Opposites.In(goldText, saidText))
            {
                return (false, $"gold {Show(goldNode)}, said {Show(saidNode)}: opposite directions");
            }

            if (Conditions.Differ(goldText, saidText, mode, budget))
            {
                return (false, $"gold {Show(goldNode)}, said {Show(saidNode)}: under another condition");
            }

            if (Formula.Of(goldText) is { } goldFormula)
            {
                if (goldFormula == Formula.Of(saidText))
                {
                    return (true, $"gold {Show(goldNode)}, said the same: one chemical formula");
                }

                if (Formula.DiffersByCase(goldFormula, saidText))
                {
                    return (false, $"gold {Show(goldNode)}, said {Show(saidNode)}: a formula in other letters");
                }
            }

            if (IsStruck(saidText))
            {
                return (false, $"gold {Show(goldNode)}, said {Show(saidNode)}: struck out");
            }

            // 23,500 is no 23, 500, though the marks are the same.
            if (goldWriting.Length > 0 && goldWriting == saidWriting && goldNode?.Kind == saidNode?.Kind)
            {
                return (true, $"gold {goldNode}, said the same: same writing");
            }

            if (goldNode is null || saidNode is null)
            {
                return (false, $"gold {Show(goldNode)}, said {Show(saidNode)}: not readable");
            }

            if (mode == ParseMode.Math && goldNode.IsNumber && problem?.AskedUnit is not null && Rewriting.HasSymbols(saidNode) && Parser.Parse(saidText, ParseMode.Science, budget, out _) is { Kind: NodeKind.Quantity } measured)
            {
                saidNode = measured;
            }

            goldNode = InAskedUnit(goldNode, saidNode, problem);
            string? rule = null;
            foreach (var (a, b) in AlternativeReadings.Of(goldNode, saidNode, goldText, saidText, mode, budget))
            {
                var comparison = new Comparison(budget, naturalLog: false, tolerance, mode == ParseMode.Science, problem);
                if (comparison.Same(a, b))
                {
                    return (true, $"gold {a}, said {b}: {comparison.Rule}{comparison.Scalars.Note}");
                }

                rule ??= comparison.Rule + comparison.Scalars.Note;
                if ((HasBareLog(a) || HasBareLog(b)) && !IsDecimalPower(a) && !IsDecimalPower(b))
                {
                    comparison = new Comparison(budget, naturalLog: true, tolerance, mode == ParseMode.Science, problem);
                    if (comparison.Same(a, b))
                    {
                        return (true, $"gold {a}, said {b}: {comparison.Rule}, log as the natural logarithm");
                    }
                }
            }

            return (false, $"gold {goldNode}, said {saidNode}: {rule}");
        }
        catch (BudgetExceededException)
        {
            return (false, $"gold {Show(goldNode)}, said {Show(saidNode)}: too large to evaluate");
        }
    }

    // A gold without its unit is in the one that the problem asks for, where the answer gives one.
    private static Node InAskedUnit(Node gold, Node said, ProblemText? problem) =>
        gold.IsNumber && said is { Kind: NodeKind.Quantity, Unit: { Known: true, Dimensions.IsNone: false } } && problem?.AskedUnit is { } asked ? Node.Quantity(gold, asked) : gold;

    // \cancel{5} is no answer.
    private static bool IsStruck(string said) => said.Contains("\\cancel", StringComparison.Ordinal) || said.Contains("\\xcancel", StringComparison.Ordinal) || said.Contains("\\bcancel", StringComparison.Ordinal) || said.Contains("\\sout", StringComparison.Ordinal);

    private static string Show(Node? node) => node?.ToString() ?? "(unreadable)";

    // log 100 is 2, whatever else log may be.
    private static bool IsDecimalPower(Node node) => node.Any(static item => item.Kind == NodeKind.Call && item.Name == "log" && item.Items.Length == 1 && item[0].IsNumber && item[0].Value is { IsInteger: true, Sign: > 0 } value && value.Numerator.ToString() is ['1', '0', ..] text && text.AsSpan(1).IndexOfAnyExcept('0') < 0);

    private static bool HasBareLog(Node node) => node.Any(static item => item.Kind == NodeKind.Call && item.Name == "log" && item.Items.Length == 1);
}
