using System.Globalization;
using System.Numerics;

using Guide.Answers.Numbers;

namespace Guide.Answers.Syntax;

/// <summary>Fractions, roots, logarithms, trigonometry, sums and integrals, with their arguments as written with and without brackets.</summary>
internal sealed class FunctionGrammar(TokenCursor cursor, Grammar grammar)
{
    // An argument of \frac or \sqrt: a group, or one digit, or one token.
    public Node? Argument(bool oneDigit)
    {
        if (cursor.At >= cursor.End)
        {
            return null;
        }

        var token = cursor.Current;
        if (token.Is("{"))
        {
            return grammar.Brackets.Group();
        }

        if (oneDigit && FirstDigit(cursor) is { } digit)
        {
            return digit;
        }

        if (++cursor.Depth > TokenCursor.DeepestNesting)
        {
            return null;
        }

        var node = grammar.Powers.Primary();
        cursor.Depth--;
        return node;
    }

    /// <summary>The first digit of the number that stands here, which keeps the others; null when it has only one.</summary>
    public static Node? FirstDigit(TokenCursor cursor)
    {
        var token = cursor.Current;
        if (token.Kind != TokenKind.Number || token.Text.Length < 2 || !token.Text.All(char.IsAsciiDigit))
        {
            return null;
        }

        var rest = token.Text[1..];
        cursor.Tokens[cursor.At] = token with { Text = rest, Start = token.Start + 1, Number = Node.OfNumber(new Rational(BigInteger.Parse(rest, CultureInfo.InvariantCulture))), Spaced = false };
        return Node.OfNumber(token.Text[0] - '0');
    }

    /// <summary>Behind the name of a function.</summary>
    public Node? Function(string name) => name switch
    {
        "frac" => Fraction(),
        "sqrt" => Root(),
        "binom" => Binomial(),
        "sum" or "prod" or "int" or "lim" => BigOperator(name),
        "max" or "min" or "gcd" or "lcm" => OfSeveral(name),
        _ => OfOne(name),
    };

    // \frac{a}{b}, and Fraction(a, b) as programs write it.
    private Node? Fraction()
    {
        if (Argument(oneDigit: true) is not { } top)
        {
            return null;
        }

        if (top is { Kind: NodeKind.Tuple, Name: "()", Items.Length: 2 })
        {
            return Node.Divide(top[0], top[1]);
        }

        return Argument(oneDigit: true) is { } bottom ? Node.Divide(top, bottom) : null;
    }

    private Node? Binomial()
    {
        if (cursor.Sees("("))
        {
            return grammar.Brackets.Bracket() is { Kind: NodeKind.Tuple, Items.Length: 2 } pair ? Node.Call("binom", pair.Items) : null;
        }

        return Argument(oneDigit: true) is { } n && Argument(oneDigit: true) is { } k ? Node.Call("binom", n, k) : null;
    }

    private Node? OfSeveral(string name)
    {
        if (!(cursor.Sees("(") || cursor.Sees("\\{") || cursor.Sees("{")))
        {
            return null;
        }

        var list = cursor.Current.Text switch { "(" => grammar.Brackets.Bracket(), "{" => grammar.Brackets.Group(), _ => grammar.Brackets.Braces() };
        return list is null ? null : Node.Call(name, list.Kind is NodeKind.Tuple or NodeKind.Set ? list.Items : [list]);
    }

    private Node? OfOne(string name)
    {
        // log10(x), log2(x), as programs write them.
        Node? plainBase = null;
        if (name == "log" && cursor.At + 1 < cursor.End && cursor.Current is { Kind: TokenKind.Number, Spaced: false, Text: "10" or "2" } && cursor.Tokens[cursor.At + 1].Is("("))
        {
            plainBase = cursor.Current.Number;
            cursor.At++;
        }

        if (!Scripts(out var logBase, out var power) || FunctionArgument() is not { } argument)
        {
            return null;
        }

        logBase ??= plainBase;
        var node = name switch
        {
            "exp" => Node.Power(Node.Constant("e"), argument),
            "cbrt" => Node.Call("root", argument, Node.OfNumber(3)),
            "factorial" => Node.Of(NodeKind.Factorial, argument),
            "cis" => Node.Add(Node.Call("cos", argument), Node.Multiply(Node.Constant("i"), Node.Call("sin", argument))),
            "lg" => Node.Call("log", argument, logBase ?? Node.OfNumber(10)),
            "log" when logBase is not null => Node.Call("log", argument, logBase),
            _ => Node.Call(name, argument),
        };

        if (power is null)
        {
            return node;
        }

        // sin^{-1} is the inverse function.
        return power.IsNumber && power.Value == Rational.MinusOne && name is "sin" or "cos" or "tan" or "cot" or "sec" or "csc" or "sinh" or "cosh" or "tanh" ? Node.Call("a" + name, argument) : Node.Power(node, power);
    }

    // \log_2, \sin^2: what stands below and above the name; false when it cannot be read.
    private bool Scripts(out Node? below, out Node? above)
    {
        below = above = null;
        while (cursor.Sees("_") || cursor.Sees("^"))
        {
            var sub = cursor.Current.Is("_");
            cursor.At++;
            if (cursor.At >= cursor.End)
            {
                return false;
            }

            Node? value;
            if (cursor.Current.Is("-"))
            {
                cursor.At++;
                value = Argument(oneDigit: false) is { } positive ? Node.Negate(positive) : null;
            }
            else
            {
                // "\log_28": one digit is the base; "\log_{10}2" and "log_10 2" give theirs whole.
                value = Argument(oneDigit: sub && (cursor.At + 1 >= cursor.End || (!grammar.Products.StartsOperand(cursor.Tokens[cursor.At + 1]) && cursor.Tokens[cursor.At + 1].Kind != TokenKind.Number)));
            }

            if (value is null)
            {
                return false;
            }

            (below, above) = sub ? (value, above) : (below, value);
        }

        return true;
    }

    private Node? Root()
    {
        Node? index = null;
        if (cursor.Sees("["))
        {
            cursor.At++;
            index = grammar.Sums.Sum();
            if (index is null || !(cursor.Sees("]")))
            {
                return null;
            }

            cursor.At++;
        }

        var value = Argument(oneDigit: false);
        if (value is null)
        {
            return null;
        }

        if (index is null || (index.IsNumber && index.Value == new Rational(2)))
        {
            return Node.Call("sqrt", value);
        }

        return Node.Call("root", value, index);
    }

    private Node? FunctionArgument()
    {
        if (cursor.At >= cursor.End)
        {
            return null;
        }

        if (cursor.Current.Is("("))
        {
            return grammar.Brackets.Bracket() is { Kind: not NodeKind.Tuple } inner ? inner : null;
        }

        if (cursor.Current.Is("{"))
        {
            return grammar.Brackets.Group();
        }

        if (cursor.Current.Is("[") && cursor.Match[cursor.At] > 0)
        {
            return grammar.Brackets.Bracket();
        }

        if (++cursor.Depth > TokenCursor.DeepestNesting)
        {
            return null;
        }

        var negative = cursor.Current.Is("-");
        cursor.At += negative ? 1 : 0;
        if (BareFactors() is not { } factors)
        {
            return null;
        }

        cursor.Depth--;
        if (factors.Count == 0)
        {
            return null;
        }

        var argument = factors.Count == 1 ? factors[0] : Node.Multiply([.. factors]);
        return negative ? Node.Negate(argument) : argument;
    }

    // sin 2x cos y: the argument ends where another function, a bracket or an operator begins.
    private List<Node>? BareFactors()
    {
        var factors = new List<Node>();
        while (cursor.At < cursor.End)
        {
            var token = cursor.Current;
            if (factors.Count > 0 && !GoesOn(token, factors[^1]))
            {
                if (token.Is("/") && !cursor.SlashEndsArgument && cursor.At + 1 < cursor.End && cursor.Tokens[cursor.At + 1].Kind is TokenKind.Number or TokenKind.Symbol)
                {
                    // sin x/2, sin π/6: read as written by hand.
                    cursor.At++;
                    if (grammar.Powers.Factor() is not { } divisor)
                    {
                        return null;
                    }

                    factors.Add(Node.Power(divisor, Node.MinusOne));
                    continue;
                }

                if (token.Kind == TokenKind.Word && token.Text is "degrees" or "degree" or "deg")
                {
                    cursor.At++;
                    factors[^1] = Node.Of(NodeKind.Degree, factors[^1]);
                    continue;
                }

                break;
            }

            if (grammar.Powers.Factor() is not { } factor)
            {
                return null;
            }

            factors.Add(factor);
            if (factor.Kind is NodeKind.Call && token.Kind == TokenKind.Function && token.Text is not ("sqrt" or "frac"))
            {
                break;
            }
        }

        return factors;
    }

    private bool GoesOn(Token token, Node last) => token.Kind switch
    {
        TokenKind.Symbol => !(cursor.SlashEndsArgument && cursor.IsBehindThinSpace),
        TokenKind.Function => token.Text is "frac" or "sqrt" && !last.IsNumber,
        TokenKind.Number => !last.IsNumber,
        _ => token.Is("|") && cursor.Bars == 0,
    };

    private Node? BigOperator(string name)
    {
        Node? lower = null;
        Node? upper = null;
        var variable = string.Empty;
        while (cursor.Sees("_") || cursor.Sees("^"))
        {
            var sub = cursor.Current.Is("_");
            cursor.At++;
            if (cursor.At >= cursor.End)
            {
                return null;
            }

            var value = Argument(oneDigit: false);
            if (value is null)
            {
                return null;
            }

            if (!sub)
            {
                upper = value;
            }
            else if (value.Kind == NodeKind.Relation && value.Items.Length == 2 && value.Name is "=" or "->" && value[0].Kind is NodeKind.Symbol or NodeKind.Constant)
            {
                variable = value[0].Name;
                lower = value[1];
            }
            else
            {
                lower = value;
            }
        }

        var body = grammar.Products.Product();
        if (body is null)
        {
            return null;
        }

        if (name == "int" && variable.Length == 0 && WithoutDifferential(body) is var (integrand, over))
        {
            (body, variable) = (integrand, over);
        }

        return Node.Named(NodeKind.Big, name, Node.Symbol(variable), lower ?? Node.Words(string.Empty), upper ?? Node.Words(string.Empty), body);
    }

    // x^2 dx, dx/x, \frac{dx}{x}: the integrand and the letter that it is integrated over; null without a "d".
    private static (Node Body, string Over)? WithoutDifferential(Node body)
    {
        var items = new List<Node>();
        Flatten(body, items);
        var at = items.FindLastIndex(static item => item is { Kind: NodeKind.Symbol, Name: "d" });
        if (at < 0 || at + 1 >= items.Count || items[at + 1].Kind != NodeKind.Symbol)
        {
            return null;
        }

        var over = items[at + 1].Name;
        items.RemoveRange(at, 2);
        items.RemoveAll(static item => item.IsNumber && item.Value == Rational.One);
        return (items.Count switch { 0 => Node.One, 1 => items[0], _ => body.Kind == NodeKind.Multiply ? body.With([.. items]) : Node.Of(NodeKind.Multiply, [.. items]) }, over);
    }

    private static void Flatten(Node node, List<Node> items)
    {
        if (node.Kind != NodeKind.Multiply)
        {
            items.Add(node);
            return;
        }

        foreach (var item in node.Items)
        {
            Flatten(item, items);
        }
    }
}
