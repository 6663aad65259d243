using Guide.Answers.Equivalence;
using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers;

/// <summary>What two answers may mean beside the plain reading: a family's letter, letters that are a unit, lakhs, a decimal comma.</summary>
internal static class AlternativeReadings
{
    private static readonly (string Constant, string Letter)[] ProgramConstants = [("i", "I"), ("e", "E")];

    // The readings of the pair, the plain one first.
    public static IEnumerable<(Node Gold, Node Said)> Of(Node gold, Node said, string goldText, string saidText, ParseMode mode, Budget budget)
    {
        yield return (gold, said);

        // Families: x = kπ and nπ, whatever whole number the letter stands for.
        if (Family(gold) is { } goldLetter && Family(said) is { } saidLetter && goldLetter != saidLetter)
        {
            yield return (gold, Rewriting.Replace(said, saidLetter, Node.Symbol(goldLetter)));
        }

        // Letters behind a number are a unit if the other side's are known to be one: 10 m/s against 10\text{ m/s}.
        if (mode == ParseMode.Math && gold.Unit is { Known: true, Dimensions.IsNone: false } && said.Unit is null && (Rewriting.HasSymbols(said) || said.Kind == NodeKind.Text) && Parser.Parse(saidText, ParseMode.Science, budget, out _) is { Unit.Known: true } measured)
        {
            yield return (gold, measured);
        }

        if (mode == ParseMode.Math && said.Unit is { Known: true, Dimensions.IsNone: false } && gold.Unit is null && Rewriting.HasSymbols(gold) && Parser.Parse(goldText, ParseMode.Science, budget, out _) is { Unit.Known: true } reference)
        {
            yield return (reference, said);
        }

        // C_6^2 is 15 where the other side knows no C_6.
        if (!Counting.Names(gold) && Counting.Read(said) is { } counted)
        {
            yield return (gold, counted);
        }

        if (!Counting.Names(said) && Counting.Read(gold) is { } choices)
        {
            yield return (choices, said);
        }

        // 2*I, E**2: constants as programs write them.
        foreach (var (constant, letter) in ProgramConstants)
        {
            if (gold.Any(item => item.IsConstant(constant)) && !said.Any(item => item.IsConstant(constant)) && Rewriting.Symbols(said).Contains(letter))
            {
                yield return (gold, Rewriting.Replace(said, letter, Node.Constant(constant)));
            }
        }

        // sin x/2 is as well (sin x)/2.
        if (said.Any(IsBareQuotient) && Parser.Parse(saidText, mode, budget, out _, slashEndsArgument: true) is { } quotient)
        {
            yield return (gold, quotient);
        }

        if (gold.Any(IsBareQuotient) && Parser.Parse(goldText, mode, budget, out _, slashEndsArgument: true) is { } divided)
        {
            yield return (divided, said);
        }

        // √2 ≈ 1.41 against 1.41.
        if (gold.IsNumber && gold.Places >= 0 && Approximation(saidText) is { } rounded && Parser.Parse(rounded, mode, budget, out _) is { } approximate)
        {
            yield return (gold, approximate);
        }

        if (mode == ParseMode.Science && gold.Kind == NodeKind.Quantity && Approximation(saidText) is { } said2 && Parser.Parse(said2, mode, budget, out _) is { } measure)
        {
            yield return (gold, measure);
        }

        // x = 1 \qquad y = 2
        if (gold.Kind is NodeKind.List && Lines(saidText) is { } lines && Parser.Parse(lines, mode, budget, out _) is { } spaced)
        {
            yield return (gold, spaced);
        }

        if (said.Kind is NodeKind.List && Lines(goldText) is { } rows && Parser.Parse(rows, mode, budget, out _) is { } apart)
        {
            yield return (apart, said);
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

        // 0,5 for 0.5 when the gold is a decimal; 100,200 as two numbers when the gold is a list.
        if (gold.IsNumber && gold.Places > 0 && said.Kind is NodeKind.List or NodeKind.Quantity or NodeKind.Text && DecimalComma(saidText) is { } point && Parser.Parse(point, mode, budget, out _) is { } european)
        {
            yield return (gold, european);
        }

        if (gold.Kind is NodeKind.List or NodeKind.Set or NodeKind.Tuple && said.IsNumber && saidText.Contains(',', StringComparison.Ordinal) && Parser.Parse(saidText.Replace(",", ", ", StringComparison.Ordinal), mode, budget, out _) is { } list)
        {
            yield return (gold, list);
        }
    }

    // Statements on lines of their own, or parted by wide blanks.
    private static string? Lines(string text) =>
        text.Contains("quad", StringComparison.Ordinal) || (text.Contains("\\\\", StringComparison.Ordinal) && !text.Contains("\\begin", StringComparison.Ordinal))
            ? text.Replace("\\qquad", ", ", StringComparison.Ordinal).Replace("\\quad", ", ", StringComparison.Ordinal).Replace("\\\\", ", ", StringComparison.Ordinal)
            : null;

    private static bool IsBareQuotient(Node node) => node.Kind == NodeKind.Call && node.Items.Length > 0 && node[0].Kind == NodeKind.Multiply && node[0].Items[^1].Kind == NodeKind.Power && ReferenceEquals(node[0].Items[^1][1], Node.MinusOne) && node.Name is "sin" or "cos" or "tan" or "cot" or "sec" or "csc" or "ln" or "log" or "sinh" or "cosh" or "tanh" or "atan" or "asin" or "acos";

    private static string? Approximation(string text)
    {
        var at = text.LastIndexOf("\\approx", StringComparison.Ordinal);
        return at < 1 || at + 7 >= text.Length ? null : text[(at + 7)..];
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
}
