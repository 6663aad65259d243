using Guide.Answers.Equivalence;
using Guide.Answers.Extraction;
using Guide.Answers.Numbers;
using Guide.Answers.Syntax;
using Guide.Contracts.Judging;

namespace Guide.Answers;

/// <summary>Extraction, parsing and comparison for mathematics and science. Stateless: every verdict has its own budget.</summary>
internal static class AnswerEngine
{
    private const int LongestAnswer = 20_000;
    private const int LongestText = 2_000_000;

    public static Verdict Judge(VerificationCase verificationCase, string domain, ParseMode mode, double defaultTolerance)
    {
        if (verificationCase.Gold is not { } gold)
        {
            return Verdict.Error($"{domain}: the case has no gold answer");
        }

        if (verificationCase.Format.Strict && StrictFormatGate.Refusal(verificationCase.Prediction) is { } refusal)
        {
            return Verdict.FormatError($"{domain}: {refusal}");
        }

        if (verificationCase.Prediction.Length > LongestText)
        {
            return Verdict.Incorrect($"{domain}: the completion has more than {LongestText} characters");
        }

        var goldAnswer = verificationCase.GoldIsText ? AnswerExtractor.Extract(gold)?.Answer : AnswerExtractor.Boxed(gold) ?? gold;
        if (string.IsNullOrWhiteSpace(goldAnswer))
        {
            return Verdict.Error($"{domain}: the gold has no answer");
        }

        string? said;
        var source = "bare";
        if (verificationCase.PredictionIsText)
        {
            if (AnswerExtractor.Extract(verificationCase.Prediction, verificationCase.Format.Allowed, out var why) is not { } found)
            {
                return Verdict.FormatError($"{domain}: {why ?? "no answer found"}{AnswerFormat.Note(verificationCase.Format.Allowed)}");
            }

            (said, source) = found;
        }
        else
        {
            said = AnswerExtractor.Boxed(verificationCase.Prediction) ?? verificationCase.Prediction;
        }

        if (string.IsNullOrWhiteSpace(said))
        {
            return Verdict.FormatError($"{domain}: the answer is empty");
        }

        if (string.Equals(said.Trim(), goldAnswer.Trim(), StringComparison.Ordinal))
        {
            return Verdict.Correct($"{domain}: the same text (from: {source})");
        }

        if (goldAnswer.Length > LongestAnswer)
        {
            return Verdict.Error($"{domain}: the gold answer has more than {LongestAnswer} characters");
        }

        if (said.Length > LongestAnswer)
        {
            return Verdict.Incorrect($"{domain}: the answer has more than {LongestAnswer} characters");
        }

        var tolerance = Tolerance(verificationCase.RelTol ?? defaultTolerance);
        var kept = verificationCase.ParsedGold is ParsedGold parsed && parsed.Domain == verificationCase.Domain && parsed.Gold == gold ? parsed.Reading : null;
        var (same, detail) = Compare(goldAnswer, said, mode, tolerance, kept);
        detail = $"{domain}: {detail} (from: {source})";
        return same ? Verdict.Correct(detail) : Verdict.Incorrect(detail);
    }

    /// <summary>Whether two bare answers are the same, and why. <paramref name="kept"/>: the gold as it was read before.</summary>
    public static (bool Same, string Detail) Compare(string gold, string said, ParseMode mode, Rational tolerance, Reading? kept = null)
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
            if (goldWriting.Length > 0 && goldWriting == saidWriting)
            {
                return (true, $"gold {goldNode}, said the same: same writing");
            }

            if (goldNode is null || saidNode is null)
            {
                return (false, $"gold {Show(goldNode)}, said {Show(saidNode)}: not readable");
            }

            string? rule = null;
            foreach (var (a, b) in Readings(goldNode, saidNode, goldText, saidText, mode, budget))
            {
                var comparison = new Comparison(budget, naturalLog: false, tolerance, mode == ParseMode.Science);
                if (comparison.Same(a, b))
                {
                    return (true, $"gold {a}, said {b}: {comparison.Rule}");
                }

                rule ??= comparison.Rule;
                if (HasBareLog(a) || HasBareLog(b))
                {
                    comparison = new Comparison(budget, naturalLog: true, tolerance, mode == ParseMode.Science);
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

    private static string Show(Node? node) => node?.ToString() ?? "(unreadable)";

    private static bool HasBareLog(Node node) => node.Any(static item => item.Kind == NodeKind.Call && item.Name == "log" && item.Items.Length == 1);

    // The readings of the pair, the plain one first.
    private static IEnumerable<(Node Gold, Node Said)> Readings(Node gold, Node said, string goldText, string saidText, ParseMode mode, Budget budget)
    {
        yield return (gold, said);

        // Families: x = kπ and nπ, whatever whole number the letter stands for.
        if (Family(gold) is { } goldLetter && Family(said) is { } saidLetter && goldLetter != saidLetter)
        {
            yield return (gold, Rewriting.Replace(said, saidLetter, Node.Symbol(goldLetter)));
        }

        // Letters behind a number are a unit if the other side's are known to be one: 10 m/s against 10\text{ m/s}.
        if (mode == ParseMode.Math && gold.Unit is { Known: true, Dimensions.IsNone: false } && said.Unit is null && Rewriting.HasSymbols(said) && Parser.Parse(saidText, ParseMode.Science, budget, out _) is { Unit.Known: true } measured)
        {
            yield return (gold, measured);
        }

        if (mode == ParseMode.Math && said.Unit is { Known: true, Dimensions.IsNone: false } && gold.Unit is null && Rewriting.HasSymbols(gold) && Parser.Parse(goldText, ParseMode.Science, budget, out _) is { Unit.Known: true } reference)
        {
            yield return (reference, said);
        }

        // 12,34,567 is one number where lakhs are counted.
        if (gold.IsNumber && said.Kind == NodeKind.List && IndianGroups(saidText) is { } indian)
        {
            yield return (gold, Node.OfNumber(indian));
        }

        if (said.IsNumber && gold.Kind == NodeKind.List && IndianGroups(goldText) is { } lakhs)
        {
            yield return (Node.OfNumber(lakhs), said);
        }

        // 0,5 for 0.5 when the gold is a decimal; 100,200 as two numbers when the other is a list.
        if (gold.IsNumber && gold.Places > 0 && said.Kind is NodeKind.List or NodeKind.Quantity or NodeKind.Text && DecimalComma(saidText) is { } point && Parser.Parse(point, mode, budget, out _) is { } european)
        {
            yield return (gold, european);
        }

        if (said.Kind is NodeKind.List or NodeKind.Set or NodeKind.Tuple && gold.IsNumber && goldText.Contains(',', StringComparison.Ordinal) && Parser.Parse(goldText.Replace(",", ", ", StringComparison.Ordinal), mode, budget, out _) is { } spread)
        {
            yield return (spread, said);
        }

        if (gold.Kind is NodeKind.List or NodeKind.Set or NodeKind.Tuple && said.IsNumber && saidText.Contains(',', StringComparison.Ordinal) && Parser.Parse(saidText.Replace(",", ", ", StringComparison.Ordinal), mode, budget, out _) is { } list)
        {
            yield return (gold, list);
        }
    }

    private static string? Family(Node node)
    {
        var symbols = Rewriting.Symbols(node);
        string? letter = null;
        foreach (var symbol in symbols)
        {
            if (symbol is "k" or "n" or "m" or "l" or "t" or "j" or "N" or "K" or "M")
            {
                if (letter is not null)
                {
                    return null;
                }

                letter = symbol;
            }
            else if (!(node.Kind == NodeKind.Relation && node[0].Kind == NodeKind.Symbol && node[0].Name == symbol) && !(node.Kind == NodeKind.List && node[0].Kind == NodeKind.Relation && node[0][0].Kind == NodeKind.Symbol && node[0][0].Name == symbol))
            {
                return null;
            }
        }

        return letter is not null && node.Any(static item => item.IsConstant("pi") || item.Kind == NodeKind.Degree) ? letter : null;
    }

    // Two digits a group, three in the last.
    private static Rational? IndianGroups(string text)
    {
        var groups = text.Split(',');
        if (groups.Length is < 3 or > 10 || groups[0].Length is 0 or > 2 || groups[^1].Length != 3 || Array.Exists(groups[1..^1], static group => group.Length != 2) || !Array.TrueForAll(groups, static group => group.All(char.IsAsciiDigit)))
        {
            return null;
        }

        return new Rational(System.Numerics.BigInteger.Parse(string.Concat(groups), System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string? DecimalComma(string text)
    {
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        if (comma > 0 && text.IndexOf('.', StringComparison.Ordinal) is > 0 and var stop && stop < comma && comma - stop == 4 && text.LastIndexOf('.') < comma)
        {
            // 1.234,56
            text = text.Replace(".", string.Empty, StringComparison.Ordinal);
            comma = text.IndexOf(',', StringComparison.Ordinal);
        }

        return comma > 0 && comma == text.LastIndexOf(',') && comma + 1 < text.Length && char.IsAsciiDigit(text[comma - 1]) && char.IsAsciiDigit(text[comma + 1]) && !text.Contains('.', StringComparison.Ordinal) && !Thousands(text, comma)
            ? text.Replace(',', '.')
            : null;
    }

    private static bool Thousands(string text, int comma)
    {
        var digits = 0;
        while (comma + 1 + digits < text.Length && char.IsAsciiDigit(text[comma + 1 + digits]))
        {
            digits++;
        }

        return digits == 3;
    }

    private static Rational Tolerance(double tolerance) => tolerance <= 0 ? Rational.Zero : Rational.Of(new System.Numerics.BigInteger(tolerance * 1e12), new System.Numerics.BigInteger(1e12));
}
