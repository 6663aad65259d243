using Guide.Answers.Numbers;
using Guide.Answers.Units;

namespace Guide.Answers.Syntax;

/// <content>Units, money, degrees of arc and temperature.</content>
internal sealed partial class Parser
{
    private bool AmountAt(int at) => at < _end && (_tokens[at].Kind == TokenKind.Number || (_tokens[at].Is(".") && at + 1 < _end && _tokens[at + 1].Kind == TokenKind.Number));
    private static bool IsCurrency(Token token) => token.Kind == TokenKind.Mark && token.Text is "\\$" or "€" or "£" or "¥" or "₹";

    private static Node AttachUnit(Node node, Unit unit)
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
            { Name: "%" or "percent" or "pct" or "Percent" } => Node.Of(NodeKind.Percent, node),
            { Counted: "th" or "st" or "nd" or "rd" } => node,
            _ => Node.Quantity(node, unit),
        };
    }

    private Node? Money()
    {
        if (!IsCurrency(Current) || UnitParser.Parse(Current.Text == "\\$" ? "$" : Current.Text) is not { } unit)
        {
            return null;
        }

        _at++;
        return SetExpression() is { } value ? Node.Quantity(value, unit) : null;
    }

    // Letters behind a number that can be a unit.
    private bool IsUnitTail()
    {
        if (Current is { Kind: TokenKind.Symbol, Text: "pi" or "e" or "i" or "inf" } && !Current.FromText && Current.Text.Length != 1)
        {
            return false;
        }

        var end = _at;
        while (end < _end && !(_tokens[end].Kind == TokenKind.Mark && _tokens[end].Text is "," or "=" or "+" or "<" or ">"))
        {
            end++;
        }

        return UnitParser.Parse(Raw(_at, end)) is { Counted: "" };
    }

    private static bool IsNumeric(Node node) => node.IsNumber || (node.Kind is NodeKind.Power or NodeKind.Multiply && Array.TrueForAll(node.Items, IsNumeric));

    private Node Degrees(Node degrees)
    {
        // 45°30'15"
        var total = degrees;
        var scale = 60;
        while (total.IsNumber && _at + 1 < _end && Current.Kind == TokenKind.Number && (_tokens[_at + 1].Is("'") || _tokens[_at + 1].Is("''")))
        {
            scale = _tokens[_at + 1].Is("''") ? 3600 : scale;
            total = Node.OfNumber(total.Value + (Current.Number!.Value / new Rational(scale)));
            scale = 3600;
            _at += 2;
        }

        // "25° C"
        if (_at < _end && Current.Kind is TokenKind.Symbol or TokenKind.Word && Current.Text is "C" or "F" && (_at + 1 == _end || _tokens[_at + 1].Kind == TokenKind.Mark) && UnitTable.Find("°" + Current.Text) is { } unit)
        {
            _at++;
            return Node.Quantity(total, unit);
        }

        return Node.Of(NodeKind.Degree, total);
    }
}
