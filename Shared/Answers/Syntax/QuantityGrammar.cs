using Guide.Answers.Numbers;
using Guide.Answers.Units;

namespace Guide.Answers.Syntax;

/// <summary>Units, money, degrees of arc and temperature.</summary>
internal sealed class QuantityGrammar(TokenCursor cursor, Grammar grammar)
{
    public bool AmountAt(int at) => at < cursor.End && (cursor.Tokens[at].Kind == TokenKind.Number || (cursor.Tokens[at].Is(".") && at + 1 < cursor.End && cursor.Tokens[at + 1].Kind == TokenKind.Number));
    public static bool IsCurrency(Token token) => token.Kind == TokenKind.Mark && token.Text is "\\$" or "€" or "£" or "¥" or "₹";

    public static Node AttachUnit(Node node, Unit unit)
    {
        if (node.Kind == NodeKind.Relation)
        {
            Node[] items = [.. node.Items];
            items[^1] = AttachUnit(items[^1], unit);
            return node.With(items);
        }

        if (node.Kind == NodeKind.Degree && unit.Name is "C" or "F" or "K" && UnitTable.Find("°" + unit.Name) is { } temperature)
        {
            return Node.Quantity(node[0], temperature);
        }

        if (node.Kind == NodeKind.Quantity)
        {
            return node;
        }

        return unit switch
        {
            { Counted: "degree" } or { Counted: "deg" } => Node.Of(NodeKind.Degree, node),
            { Name: "%" or "percent" or "pct" or "Percent" or "per cent" or "Per cent" } => Node.Of(NodeKind.Percent, node),
            _ => Node.Quantity(node, unit),
        };
    }

    /// <summary>3 and n ≡ 3 as congruences by a modulus.</summary>
    public static Node WithModulus(Node node, Node modulus) => node switch
    {
        { Kind: NodeKind.Congruence } => node,
        { Kind: NodeKind.Relation, Name: "≡" or "=" } => Node.Of(NodeKind.Congruence, node[1], modulus, node[0]),
        _ => Node.Of(NodeKind.Congruence, node, modulus),
    };

    public Node? Money()
    {
        if (!IsCurrency(cursor.Current) || UnitParser.Parse(cursor.Current.Text == "\\$" ? "$" : cursor.Current.Text) is not { } unit)
        {
            return null;
        }

        cursor.At++;
        return grammar.Relations.SetExpression() is { } value ? Node.Quantity(value, unit) : null;
    }

    // Letters behind a number that can be a unit.
    public bool IsUnitTail()
    {
        if (cursor.Current is { Kind: TokenKind.Symbol, Text: "pi" or "e" or "i" or "inf" } && !cursor.Current.FromText && cursor.Current.Text.Length != 1)
        {
            return false;
        }

        // \frac12 is no unit.
        if (cursor.Current is { Kind: TokenKind.Function } && cursor.At + 1 < cursor.End && cursor.Tokens[cursor.At + 1] is { Kind: TokenKind.Number, Text.Length: > 1 })
        {
            return false;
        }

        var end = cursor.At;
        while (end < cursor.End && end - cursor.At <= UnitParser.LongestUnit && !(cursor.Tokens[end].Kind == TokenKind.Mark && cursor.Tokens[end].Text is "," or "=" or "+" or "<" or ">"))
        {
            end++;
        }

        // More tokens than a unit has characters.
        if (end - cursor.At > UnitParser.LongestUnit)
        {
            return IsTwoUnits();
        }

        cursor.Budget.Spend((end - cursor.At) * 2);
        return UnitParser.Parse(cursor.Raw(cursor.At, end)) is { Counted: "" } || MeasuredUntil(end) is not null || IsTwoUnits();
    }

    // "3h20m"
    private bool IsTwoUnits() =>
        cursor.At + 2 < cursor.End && cursor.Tokens[cursor.At + 1].Kind == TokenKind.Number && cursor.Tokens[cursor.At + 2].Kind is TokenKind.Symbol or TokenKind.Word && UnitTable.Find(cursor.Current.Text) is { Dimensions.IsNone: false } first
        && UnitTable.Find(cursor.Tokens[cursor.At + 2].Text) is { } second && (first.ConvertsTo(second) || (second.Name == "m" && UnitTable.Find("min") is { } minute && first.ConvertsTo(minute)));

    /// <summary>"g H2O": the unit before the formula of what is measured; null when it is none.</summary>
    public Unit? MeasuredUntil(int end)
    {
        for (var stop = end - 1; stop > cursor.At && cursor.Mode == ParseMode.Science && end - cursor.At <= 2 * UnitParser.LongestUnit; stop--)
        {
            var named = cursor.Tokens[stop] is { Kind: TokenKind.Word, Text: "of" };
            if ((cursor.Tokens[stop].Spaced || cursor.Tokens[stop - 1].FromText) && (named || cursor.Tokens[stop].Text is [>= 'A' and <= 'Z', ..]) && UnitParser.Parse(cursor.Raw(cursor.At, stop)) is { Known: true, Dimensions.IsNone: false } unit && (named || Formula.Of(cursor.Raw(stop, end)) is not null))
            {
                return unit;
            }
        }

        return null;
    }

    public static bool IsNumeric(Node node) => node.IsNumber || node.IsConstant("pi") || (node.Kind is NodeKind.Power or NodeKind.Multiply && Array.TrueForAll(node.Items, IsNumeric));

    public Node Degrees(Node degrees)
    {
        // 45°30'15"
        var total = degrees;
        var scale = 60;
        while (total.IsNumber && cursor.At + 1 < cursor.End && cursor.Current.Kind == TokenKind.Number && (cursor.Tokens[cursor.At + 1].Is("'") || cursor.Tokens[cursor.At + 1].Is("''")))
        {
            scale = cursor.Tokens[cursor.At + 1].Is("''") ? 3600 : scale;
            total = Node.OfNumber(total.Value + (cursor.Current.Number!.Value / new Rational(scale)));
            scale = 3600;
            cursor.At += 2;
        }

        // "25° C"
        if (cursor.At < cursor.End && cursor.Current.Kind is TokenKind.Symbol or TokenKind.Word && cursor.Current.Text is "C" or "F" && (cursor.At + 1 == cursor.End || cursor.Tokens[cursor.At + 1].Kind == TokenKind.Mark) && UnitTable.Find("°" + cursor.Current.Text) is { } unit)
        {
            cursor.At++;
            return Node.Quantity(total, unit);
        }

        return Node.Of(NodeKind.Degree, total);
    }
}
