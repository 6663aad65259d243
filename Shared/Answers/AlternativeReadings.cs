using Guide.Answers.Equivalence;
using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers;

/// <summary>What two answers may mean beside the plain reading: a family's letter, letters that are a unit, lakhs, a decimal comma.</summary>
internal static class AlternativeReadings
{
    private const int MostShifts = 3;

    // Where one stands, a family's letter may not stand for all whole numbers.
    private static readonly string[] OneSided = ["mathbb{N}", "mathbb N", "ℕ", "\\ge", "\\le", ">", "<", "≥", "≤", "natural", "positive", "negative", "ldots", "dots"];

    // The rules in the order in which they are tried; each reads one side in view of the other.
    private static readonly (Sides Sides, Func<Side, Side, Node?> Rule)[] Rules =
    [
        (Sides.Said, FamilyLetter),
        (Sides.Said, FamilyBackwards),
        (Sides.Both, Measured),
        (Sides.Both, Combinations),
        (Sides.Said, static (side, other) => ProgramConstant(side, other, "i", "I")),
        (Sides.Said, static (side, other) => ProgramConstant(side, other, "e", "E")),
        (Sides.Both, GammaFunction),
        (Sides.Both, RunningProduct),
        (Sides.Both, QuotientOutsideOfFunction),
        (Sides.Said, RoundedValue),
        (Sides.Both, LinesAsList),
        (Sides.Both, Lakhs),
        (Sides.Said, WithDecimalComma),
        (Sides.Both, BehindZero),
        (Sides.Said, CommaAsList),
    ];

    private enum Sides
    {
        Said,
        Both,
    }

    /// <summary>The readings of the pair, the plain one first.</summary>
    public static IEnumerable<(Node Gold, Node Said)> Of(Node gold, Node said, string goldText, string saidText, ParseMode mode, Budget budget)
    {
        yield return (gold, said);
        var (left, right) = (new Side(gold, goldText, mode, budget), new Side(said, saidText, mode, budget));
        foreach (var (sides, rule) in Rules)
        {
            if (rule(right, left) is { } other)
            {
                yield return (gold, other);
            }

            if (sides == Sides.Both && rule(left, right) is { } reference)
            {
                yield return (reference, said);
            }
        }

        foreach (var shifted in Shifted(right, left))
        {
            yield return (gold, shifted);
        }
    }

    // x = kπ and nπ, whatever whole number the letter stands for.
    private static Node? FamilyLetter(Side side, Side other) =>
        Family(other.Node) is { } letter && Family(side.Node) is { } own && letter != own ? Rewriting.Replace(side.Node, own, Node.Symbol(letter)) : null;

    // π/4 − kπ and π/4 + kπ, where the letter stands for all whole numbers.
    private static Node? FamilyBackwards(Side side, Side other) =>
        Family(other.Node) is { } letter && Family(side.Node) is { } own && IsAboutAllIntegers(side.Text) && IsAboutAllIntegers(other.Text) ? Rewriting.Replace(side.Node, own, Node.Negate(Node.Symbol(letter))) : null;

    // a + bk and a' + bk are one family where a' − a is a whole number of steps: the letter moved by that number, in both directions.
    private static IEnumerable<Node> Shifted(Side side, Side other)
    {
        var stated = SaysWhole(side.Text) || SaysWhole(other.Text);
        if (Family(other.Node, stated) is not { } letter || Family(side.Node, stated) is not { } own || !(stated || (IsOfUnknown(side.Node) && IsOfUnknown(other.Node))) || !IsAboutAllIntegers(side.Text) || !IsAboutAllIntegers(other.Text))
        {
            yield break;
        }

        for (var step = 1; step <= MostShifts; step++)
        {
            yield return Rewriting.Replace(side.Node, own, Node.Add(Node.Symbol(letter), Node.OfNumber(step)));
            yield return Rewriting.Replace(side.Node, own, Node.Subtract(Node.Symbol(letter), Node.OfNumber(step)));
            yield return Rewriting.Replace(side.Node, own, Node.Subtract(Node.OfNumber(step), Node.Symbol(letter)));
            yield return Rewriting.Replace(side.Node, own, Node.Subtract(Node.OfNumber(-step), Node.Symbol(letter)));
        }
    }

    private static bool SaysWhole(string text) => text.Contains("mathbb{Z}", StringComparison.Ordinal) || text.Contains("mathbb Z", StringComparison.Ordinal) || text.Contains('ℤ', StringComparison.Ordinal) || text.Contains("integer", StringComparison.OrdinalIgnoreCase);

    // x = π/4 + kπ solves for x; A = nπ is a formula.
    private static bool IsOfUnknown(Node node) => node is { Kind: NodeKind.Relation, Name: "=", Items: [{ Kind: NodeKind.Symbol, Name: "x" or "t" or "z" or "theta" or "alpha" or "phi" }, _] };

    private static bool IsAboutAllIntegers(string text) => !Array.Exists(OneSided, mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase));

    // gamma(n+1), \Gamma(n+1) for n! where the other side has no such letter.
    private static Node? GammaFunction(Side side, Side other) => other.Node.Any(IsGamma) ? null : WithGamma(side.Node);

    // 1·2⋯n, n(n−1)⋯2·1 for n!.
    private static Node? RunningProduct(Side side, Side other)
    {
        if (side.Node.Kind != NodeKind.Multiply || !other.Node.Any(static item => item.Kind == NodeKind.Factorial || item is { Kind: NodeKind.Call, Name: "gamma" or "Gamma" } || IsGamma(item)))
        {
            return null;
        }

        var dots = Array.FindIndex(side.Node.Items, static item => item.IsConstant("…") || item is { Kind: NodeKind.Symbol, Name: "…" });
        if (dots < 1 || dots + 1 >= side.Node.Items.Length)
        {
            return null;
        }

        Node[] before = side.Node.Items[..dots], behind = side.Node.Items[(dots + 1)..];
        if (before[0] is { IsNumber: true } first && first.Value == Rational.One)
        {
            return Runs(before, Node.One, side.Budget) && Runs(behind, Node.One, side.Budget) ? Node.Of(NodeKind.Factorial, behind[^1]) : null;
        }

        return behind[^1] is { IsNumber: true } last && last.Value == Rational.One && Runs(before, Node.MinusOne, side.Budget) && Runs(behind, Node.MinusOne, side.Budget) ? Node.Of(NodeKind.Factorial, before[0]) : null;
    }

    // Each is the one before it and the step.
    private static bool Runs(Node[] items, Node step, Budget budget)
    {
        for (var i = 1; i < items.Length; i++)
        {
            if (!new Comparison(budget, naturalLog: false, Rational.Zero, science: false).Scalars.Equal(items[i], Node.Add(items[i - 1], step)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsGamma(Node node) => node is { Kind: NodeKind.Symbol, Name: "gamma" or "Gamma" };

    private static Node? WithGamma(Node node)
    {
        if (!node.Any(IsGamma))
        {
            return null;
        }

        var items = new List<Node>();
        for (var i = 0; i < node.Items.Length; i++)
        {
            if (node.Kind == NodeKind.Multiply && IsGamma(node[i]) && i + 1 < node.Items.Length)
            {
                items.Add(Node.Of(NodeKind.Factorial, Node.Subtract(node[++i], Node.One)));
            }
            else
            {
                items.Add(WithGamma(node[i]) ?? node[i]);
            }
        }

        return items.Count == 1 ? items[0] : node.With([.. items]);
    }

    // Letters behind a number are a unit if the other side's are known to be one: 10 m/s against 10\text{ m/s}.
    private static Node? Measured(Side side, Side other) =>
        side.Mode == ParseMode.Math && other.Node.Unit is { Known: true, Dimensions.IsNone: false } && side.Node.Unit is null && (Rewriting.HasSymbols(side.Node) || side.Node.Kind == NodeKind.Text) && side.Read(side.Text, ParseMode.Science) is { Unit.Known: true } measured ? measured : null;

    // C_6^2 is 15 where the other side knows no C_6.
    private static Node? Combinations(Side side, Side other) => Counting.Names(other.Node) ? null : Counting.Read(side.Node);

    // 2*I, E**2: constants as programs write them.
    private static Node? ProgramConstant(Side side, Side other, string constant, string letter) =>
        other.Node.Any(item => item.IsConstant(constant)) && !side.Node.Any(item => item.IsConstant(constant)) && Rewriting.Symbols(side.Node).Contains(letter) ? Rewriting.Replace(side.Node, letter, Node.Constant(constant)) : null;

    // sin x/2 is as well (sin x)/2.
    private static Node? QuotientOutsideOfFunction(Side side, Side other) =>
        side.Node.Any(IsBareQuotient) || (side.Text.Contains("\\,", StringComparison.Ordinal) && side.Node.Any(IsBareProduct)) ? Parser.Parse(side.Text, side.Mode, side.Budget, out _, slashEndsArgument: true) : null;

    // √2 ≈ 1.41 against 1.41.
    private static Node? RoundedValue(Side side, Side other) =>
        (other.Node.IsNumber && other.Node.Places >= 0) || (side.Mode == ParseMode.Science && other.Node.Kind == NodeKind.Quantity) ? side.Read(Approximation(side.Text)) : null;

    // x = 1 \qquad y = 2
    private static Node? LinesAsList(Side side, Side other) => other.Node.Kind is NodeKind.List ? side.Read(Lines(side.Text)) : null;

    // 12,34,567 is one number where lakhs are counted.
    private static Node? Lakhs(Side side, Side other) => other.Node.IsNumber && side.Node.Kind == NodeKind.List && IndianGroups(side.Text) is { } value ? Node.OfNumber(value) : null;

    // 0,5 for 0.5 when the gold is a decimal, with its unit or sign or without.
    private static Node? WithDecimalComma(Side side, Side other) =>
        (other.Node.Kind is NodeKind.Quantity or NodeKind.Percent or NodeKind.Degree ? other.Node[0] : other.Node) is { IsNumber: true, Places: > 0 } && side.Node.Kind is NodeKind.List or NodeKind.Quantity or NodeKind.Text ? side.Read(DecimalComma(side.Text)) : null;

    // 0,75 is 0.75 on either side: no list begins so.
    private static Node? BehindZero(Side side, Side other) =>
        other.Node is { IsNumber: true, Places: > 0 } && side.Node.Kind == NodeKind.List && side.Text.AsSpan().Trim() is ['0', ',', >= '0' and <= '9', ..] ? side.Read(DecimalComma(side.Text)) : null;

    // 100,200 as two numbers when the gold is a list.
    private static Node? CommaAsList(Side side, Side other) =>
        other.Node.Kind is NodeKind.List or NodeKind.Set or NodeKind.Tuple && side.Node.IsNumber && side.Text.Contains(',', StringComparison.Ordinal) ? side.Read(side.Text.Replace(",", ", ", StringComparison.Ordinal)) : null;

    // One answer of the pair, and how it may be read again.
    private sealed record Side(Node Node, string Text, ParseMode Mode, Budget Budget)
    {
        public Node? Read(string? text) => Read(text, Mode);

        public Node? Read(string? text, ParseMode mode) => text is null ? null : Parser.Parse(text, mode, Budget, out _);
    }

    // Statements on lines of their own, or parted by wide blanks.
    private static string? Lines(string text) =>
        text.Contains("quad", StringComparison.Ordinal) || (text.Contains("\\\\", StringComparison.Ordinal) && !text.Contains("\\begin", StringComparison.Ordinal))
            ? text.Replace("\\qquad", ", ", StringComparison.Ordinal).Replace("\\quad", ", ", StringComparison.Ordinal).Replace("\\\\", ", ", StringComparison.Ordinal)
            : null;

    // \ln 2\, k_B T
    private static bool IsBareProduct(Node node) => node is { Kind: NodeKind.Call, Name: "sin" or "cos" or "tan" or "ln" or "log", Items: [{ Kind: NodeKind.Multiply }, ..] };

    private static bool IsBareQuotient(Node node) => node.Kind == NodeKind.Call && node.Items.Length > 0 && node[0].Kind == NodeKind.Multiply && node[0].Items[^1].Kind == NodeKind.Power && ReferenceEquals(node[0].Items[^1][1], Node.MinusOne) && node.Name is "sin" or "cos" or "tan" or "cot" or "sec" or "csc" or "ln" or "log" or "sinh" or "cosh" or "tanh" or "atan" or "asin" or "acos";

    private static string? Approximation(string text)
    {
        var at = text.LastIndexOf("\\approx", StringComparison.Ordinal);
        return at < 1 || at + 7 >= text.Length ? null : text[(at + 7)..];
    }

    private static string? Family(Node node, bool stated = false)
    {
        var label = node is { Kind: NodeKind.Relation, Name: "=", Items: [{ Kind: NodeKind.Symbol } name, _] } ? name.Name : null;
        var symbols = Rewriting.Symbols(node);
        string? letter = null;
        foreach (var symbol in symbols.Where(symbol => symbol != label))
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

        return letter is not null && ((stated && label is "n" or "m" or "k") || node.Any(static item => item.IsConstant("pi") || item.Kind == NodeKind.Degree)) ? letter : null;
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

        // 0,125 groups no thousands.
        return digits == 3 && !(text[comma - 1] == '0' && (comma == 1 || !char.IsAsciiDigit(text[comma - 2])));
    }
}
