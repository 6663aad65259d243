using System.Globalization;

namespace Guide.Answers.Syntax;

/// <summary>A factor: something that stands for itself, with what is raised above it or stands behind it.</summary>
internal sealed class PowerGrammar(TokenCursor cursor, Grammar grammar)
{
    public Node? Factor()
    {
        if (++cursor.Depth > TokenCursor.DeepestNesting)
        {
            return null;
        }

        cursor.Budget.Spend(1);
        var node = Primary();
        node = node is null ? null : Postfix(node);
        cursor.Depth--;
        return node;
    }

    /// <summary>One number, name, function or bracket, without what stands behind it.</summary>
    public Node? Primary()
    {
        if (cursor.At >= cursor.End)
        {
            return null;
        }

        var token = cursor.Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                cursor.At++;
                return cursor.Sees("_") ? grammar.Names.Subscripted(token) : token.Number;
            case TokenKind.Symbol:
                cursor.At++;
                return grammar.Names.Symbol(token);
            case TokenKind.Function:
                cursor.At++;
                return grammar.Functions.Function(token.Text);
            case TokenKind.Mark:
                break;
            default:
                return null;
        }

        switch (token.Text)
        {
            case "^" or "_":
                return grammar.Names.Counted();
            case "(" or "[" or "]":
                return grammar.Brackets.Bracket();
            case "\\{":
                return grammar.Brackets.Braces();
            case "{":
                return grammar.Brackets.Group();
            case "|" or "||":
                return grammar.Brackets.Absolute(token.Text);
            case "lfloor" or "lceil":
                return grammar.Brackets.Rounded(token.Text == "lfloor" ? "floor" : "ceil");
            case "overline":
                cursor.At++;
                return grammar.Names.Digits() ?? (Primary() is { } under ? Overlined(under) : null);
            case "…":
                cursor.At++;
                return Node.Symbol("…");
            case "angle" or "triangle":
                return grammar.Names.Named(token.Text);
        }

        if (token.Text.StartsWith("accent ", StringComparison.Ordinal))
        {
            cursor.At++;
            return Primary() is { } marked ? Accented(token.Text[7..], marked) : null;
        }

        return token.Text.StartsWith("begin ", StringComparison.Ordinal) ? grammar.Brackets.Matrix(token.Text) : null;
    }

    // \dot x is another letter than x.
    private static Node Accented(string accent, Node node) => node switch
    {
        { IsNumber: true } => node,
        { Kind: NodeKind.Symbol or NodeKind.Constant } => Node.Symbol(accent + " " + node.Name),
        _ => Node.Call(accent, node),
    };

    // The conjugate, the complement; a line over points names their segment, and over digits nothing.
    private static Node Overlined(Node node)
    {
        var segment = node.Kind == NodeKind.Multiply && Array.TrueForAll(node.Items, static item => item.Kind == NodeKind.Symbol && char.IsUpper(item.Name[0]));
        return segment || node.IsNumber ? node : Node.Call("bar", node);
    }

    /// <summary>What stands behind a factor: exponents, factorials, per cent, degrees, primes, a base.</summary>
    public Node? Postfix(Node primary)
    {
        var node = primary;
        while (node is not null && cursor.At < cursor.End && cursor.Current.Kind == TokenKind.Mark)
        {
            switch (cursor.Current.Text)
            {
                case "_" when node.IsNumber && node.Places < 0 && node.Value is { IsInteger: true, Sign: >= 0 } && cursor.Tokens[cursor.At - 1].Is(")"):
                    // (1010)_2
                    node = grammar.Names.Subscripted(new Token(TokenKind.Number, node.Value.Numerator.ToString(CultureInfo.InvariantCulture), 0, 0, false, node));
                    break;
                case "_" when node.Kind == NodeKind.Symbol && cursor.Tokens[cursor.At - 1].Is("}") && !node.Name.Contains('_', StringComparison.Ordinal):
                    // {c}_1
                    node = grammar.Names.Symbol(new Token(TokenKind.Symbol, node.Name, 0, 0, false));
                    break;
                case "_" when node.Kind == NodeKind.Power && node[0].Kind == NodeKind.Symbol:
                    // v^2_0 is (v_0)².
                    node = grammar.Names.Symbol(new Token(TokenKind.Symbol, node[0].Name, 0, 0, false)) is { } named ? Node.Power(named, node[1]) : null;
                    break;
                case "^":
                    node = Exponent(node);
                    break;
                case "!":
                    node = Factorial(node);
                    break;
                case "%":
                    cursor.At++;
                    node = Node.Of(NodeKind.Percent, node);
                    break;
                case "°":
                    cursor.At++;
                    node = grammar.Quantities.Degrees(node);
                    break;
                case "'":
                    cursor.At++;
                    node = Primed(node);
                    break;
                default:
                    return node;
            }
        }

        return node;
    }

    private Node Factorial(Node node)
    {
        cursor.At++;
        var twice = cursor.Sees("!") && !cursor.Current.Spaced;
        cursor.At += twice ? 1 : 0;
        return twice ? Node.Call("doublefactorial", node) : Node.Of(NodeKind.Factorial, node);
    }

    // x', and 15' of arc.
    private static Node? Primed(Node node) => node switch
    {
        { Kind: NodeKind.Symbol } => Node.Symbol(node.Name + "'"),
        { IsNumber: true } => Node.Of(NodeKind.Degree, Node.Divide(node, Node.OfNumber(60))),
        _ => null,
    };

    // At "^".
    private Node? Exponent(Node value)
    {
        cursor.At++;
        if (cursor.At >= cursor.End)
        {
            // A dangling caret says nothing.
            return value;
        }

        var token = cursor.Current;
        if (token.Is("°"))
        {
            cursor.At++;
            return grammar.Quantities.Degrees(value);
        }

        if (token.Is("'"))
        {
            cursor.At++;
            return value.Kind == NodeKind.Symbol ? Node.Symbol(value.Name + "'") : null;
        }

        if (token.Is("{"))
        {
            return Braced(value);
        }

        if (IsOrdinal(token))
        {
            cursor.At++;
            return value;
        }

        // ℝ^+
        if ((token.Is("+") || token.Is("-")) && (cursor.At + 1 == cursor.End || cursor.Tokens[cursor.At + 1].Kind == TokenKind.Mark) && Phrasebook.Marked(value.Name, token.Text) is { } half)
        {
            cursor.At++;
            return half;
        }

        return Bare(value);
    }

    private static bool IsOrdinal(Token token) => token.Kind == TokenKind.Word && token.Text is "th" or "st" or "nd" or "rd";

    // x^{…}: a power, or a mark that is none.
    private Node? Braced(Node value)
    {
        var close = cursor.Match[cursor.At];
        if (close == cursor.At + 1)
        {
            cursor.At = close + 1;
            return value;
        }

        if (close == cursor.At + 2)
        {
            var inner = cursor.Tokens[cursor.At + 1];
            if (inner.Is("°"))
            {
                cursor.At = close + 1;
                return grammar.Quantities.Degrees(value);
            }

            if (inner.Is("'") || inner.Is("*"))
            {
                cursor.At = close + 1;
                return value.Kind == NodeKind.Symbol ? Node.Symbol(value.Name + inner.Text) : null;
            }

            if (IsOrdinal(inner))
            {
                cursor.At = close + 1;
                return value;
            }

            if (inner.Is("+") || inner.Is("-"))
            {
                cursor.At = close + 1;
                return Phrasebook.Marked(value.Name, inner.Text) ?? Node.Symbol(NodePrinter.Print(value, 60) + "^" + inner.Text);
            }
        }

        return grammar.Brackets.Group() is { } exponent ? Node.Power(value, exponent) : null;
    }

    // x^2, x^-1, x^y^z
    private Node? Bare(Node value)
    {
        var negative = false;
        while (cursor.At < cursor.End && (cursor.Current.Is("-") || cursor.Current.Is("+")))
        {
            negative ^= cursor.Current.Is("-");
            cursor.At++;
        }

        if (++cursor.Depth > TokenCursor.DeepestNesting)
        {
            return null;
        }

        Node? power;
        if (cursor.Current.Kind == TokenKind.Number)
        {
            // In v^2_0 the subscript is the base's; in n^22^n the exponent is 2.
            if (cursor.At + 1 < cursor.End && cursor.Tokens[cursor.At + 1].Is("^") && FunctionGrammar.FirstDigit(cursor) is { } digit)
            {
                power = digit;
            }
            else
            {
                power = cursor.Current.Number;
                cursor.At++;
            }
        }
        else
        {
            power = Primary();
        }

        if (power is not null && cursor.Sees("^"))
        {
            power = Exponent(power);
        }

        cursor.Depth--;
        return power is null ? null : Node.Power(value, negative ? Node.Negate(power) : power);
    }
}
