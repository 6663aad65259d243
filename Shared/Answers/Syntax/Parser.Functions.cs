using System.Globalization;
using System.Numerics;

using Guide.Answers.Numbers;

namespace Guide.Answers.Syntax;

/// <content>Fractions, roots, logarithms, trigonometry, sums and integrals, with their arguments as written with and without brackets.</content>
internal sealed partial class Parser
{
    // An argument of \frac or \sqrt: a group, or one digit, or one token.
    private Node? Argument(bool oneDigit)
    {
        if (_at >= _end)
        {
            return null;
        }

        var token = Current;
        if (token.Is("{"))
        {
            return Group();
        }

        if (token.Kind == TokenKind.Number && oneDigit && token.Text.Length > 1 && token.Text.All(char.IsAsciiDigit))
        {
            var rest = token.Text[1..];
            _tokens[_at] = token with { Text = rest, Start = token.Start + 1, Number = Node.OfNumber(new Rational(BigInteger.Parse(rest, CultureInfo.InvariantCulture))), Spaced = false };
            return Node.OfNumber(token.Text[0] - '0');
        }

        if (++_depth > DeepestNesting)
        {
            return null;
        }

        var node = Primary();
        _depth--;
        return node;
    }

    private Node? Function(string name)
    {
        switch (name)
        {
            case "frac":
                if (Argument(oneDigit: true) is { } top && Argument(oneDigit: true) is { } bottom)
                {
                    return Node.Multiply(top, Node.Power(bottom, Node.MinusOne));
                }

                return null;
            case "sqrt":
                return Root();
            case "binom":
                if (_at < _end && Current.Is("("))
                {
                    return Bracket() is { Kind: NodeKind.Tuple, Items.Length: 2 } pair ? Node.Call("binom", pair.Items) : null;
                }

                return Argument(oneDigit: true) is { } n && Argument(oneDigit: true) is { } k ? Node.Call("binom", n, k) : null;
            case "sum" or "prod" or "int" or "lim":
                return BigOperator(name);
            case "max" or "min" or "gcd" or "lcm":
                if (_at < _end && Current.Is("_"))
                {
                    return null;
                }

                if (_at < _end && (Current.Is("(") || Current.Is("\\{") || Current.Is("{")))
                {
                    var list = Current.Is("(") ? Bracket() : Current.Is("{") ? Group() : Braces();
                    return list is null ? null : Node.Call(name, list.Kind is NodeKind.Tuple or NodeKind.Set ? list.Items : [list]);
                }

                return null;
        }

        Node? logBase = null;
        Node? power = null;
        while (_at < _end && (Current.Is("_") || Current.Is("^")))
        {
            var sub = Current.Is("_");
            _at++;
            if (_at >= _end)
            {
                return null;
            }

            Node? value;
            if (Current.Is("-"))
            {
                _at++;
                value = Argument(oneDigit: false) is { } positive ? Node.Negate(positive) : null;
            }
            else
            {
                // "\log_28": one digit is the base; "\log_{10}2" and "log_10 2" give theirs whole.
                value = Argument(oneDigit: sub && (_at + 1 >= _end || (!StartsOperand(_tokens[_at + 1]) && _tokens[_at + 1].Kind != TokenKind.Number)));
            }

            if (value is null)
            {
                return null;
            }

            if (sub)
            {
                logBase = value;
            }
            else
            {
                power = value;
            }
        }

        var argument = FunctionArgument();
        if (argument is null)
        {
            return null;
        }

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

        if (power.IsNumber && power.Value == Rational.MinusOne && name is "sin" or "cos" or "tan" or "cot" or "sec" or "csc" or "sinh" or "cosh" or "tanh")
        {
            return Node.Call("a" + name, argument);
        }

        return Node.Power(node, power);
    }

    private Node? Root()
    {
        Node? index = null;
        if (_at < _end && Current.Is("["))
        {
            _at++;
            index = Sum();
            if (index is null || !(_at < _end && Current.Is("]")))
            {
                return null;
            }

            _at++;
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
        if (_at >= _end)
        {
            return null;
        }

        if (Current.Is("("))
        {
            return Bracket() is { Kind: not NodeKind.Tuple } inner ? inner : null;
        }

        if (Current.Is("{"))
        {
            return Group();
        }

        if (Current.Is("[") && _match[_at] > 0)
        {
            return Bracket();
        }

        if (++_depth > DeepestNesting)
        {
            return null;
        }

        var negative = false;
        if (Current.Is("-"))
        {
            negative = true;
            _at++;
        }

        // sin 2x cos y: the argument ends where another function, a bracket or an operator begins.
        var factors = new List<Node>();
        while (_at < _end)
        {
            var token = Current;
            if (factors.Count > 0 && !(token.Kind == TokenKind.Symbol || (token.Kind == TokenKind.Function && token.Text is "frac" or "sqrt" && !factors[^1].IsNumber) || (token.Kind == TokenKind.Number && !factors[^1].IsNumber) || (token.Is("|") && _absolute == 0)))
            {
                if (token.Is("/") && _at + 1 < _end && factors.Count > 0 && _tokens[_at + 1].Kind is TokenKind.Number or TokenKind.Symbol)
                {
                    // sin x/2, sin π/6: read as written by hand.
                    _at++;
                    if (Factor() is not { } divisor)
                    {
                        return null;
                    }

                    factors.Add(Node.Power(divisor, Node.MinusOne));
                    continue;
                }

                if (token.Kind == TokenKind.Word && token.Text is "degrees" or "degree" or "deg")
                {
                    _at++;
                    factors[^1] = Node.Of(NodeKind.Degree, factors[^1]);
                    continue;
                }

                break;
            }

            if (Factor() is not { } factor)
            {
                return null;
            }

            factors.Add(factor);
            if (factor.Kind is NodeKind.Call && token.Kind == TokenKind.Function && token.Text is not ("sqrt" or "frac"))
            {
                break;
            }
        }

        _depth--;
        if (factors.Count == 0)
        {
            return null;
        }

        var argument = factors.Count == 1 ? factors[0] : Node.Multiply([.. factors]);
        return negative ? Node.Negate(argument) : argument;
    }

    private Node? BigOperator(string name)
    {
        Node? lower = null;
        Node? upper = null;
        var variable = string.Empty;
        while (_at < _end && (Current.Is("_") || Current.Is("^")))
        {
            var sub = Current.Is("_");
            _at++;
            if (_at >= _end)
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

        var body = Product();
        if (body is null)
        {
            return null;
        }

        return Node.Named(NodeKind.Big, name, Node.Symbol(variable), lower ?? Node.Words(string.Empty), upper ?? Node.Words(string.Empty), body);
    }
}
