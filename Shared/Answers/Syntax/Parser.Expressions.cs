using System.Globalization;

using Guide.Answers.Numbers;
using Guide.Answers.Units;

namespace Guide.Answers.Syntax;

/// <content>Sums, products, powers and what stands behind a factor: the grammar of expressions from the loosest to the tightest binding.</content>
internal sealed partial class Parser
{
    private Node? Sum()
    {
        if (++_depth > DeepestNesting)
        {
            return null;
        }

        _budget.Spend(2);
        var terms = new List<Node>();
        var expectTerm = true;
        while (_at < _end)
        {
            var token = Current;
            var sign = token.Kind == TokenKind.Mark ? token.Text : string.Empty;
            if (sign is "+" or "-" or "pm" or "mp")
            {
                _at++;
                // "- -3", "+ ±2".
                var negative = sign == "-";
                var plusMinus = sign is "pm" or "mp" ? sign : null;
                while (_at < _end && Current.Kind == TokenKind.Mark && Current.Text is "+" or "-" or "pm" or "mp")
                {
                    negative ^= Current.Is("-");
                    plusMinus ??= Current.Text is "pm" or "mp" ? Current.Text : null;
                    _at++;
                }

                var term = Product();
                if (term is null)
                {
                    return null;
                }

                if (plusMinus is not null)
                {
                    term = Node.Named(NodeKind.PlusMinus, plusMinus, term);
                }

                if (negative && term is { Kind: NodeKind.Call, Name: "mod" })
                {
                    // -7 mod 3 is (-7) mod 3.
                    terms.Add(Node.Call("mod", Node.Negate(term[0]), term[1]));
                    expectTerm = false;
                    continue;
                }

                if (negative)
                {
                    if (terms.Count == 1 && IsSet(terms[0]) && IsSet(term))
                    {
                        terms[0] = Node.Of(NodeKind.Difference, terms[0], term);
                        continue;
                    }

                    term = Node.Negate(term);
                }

                terms.Add(term);
                expectTerm = false;
                continue;
            }

            if (!expectTerm)
            {
                break;
            }

            if (Product() is not { } lead)
            {
                return null;
            }

            terms.Add(lead);
            expectTerm = false;
        }

        _depth--;
        return terms.Count switch { 0 => null, 1 => terms[0], _ => Node.Add([.. terms]) };
    }

    private Node? Product()
    {
        var first = Factor();
        if (first is null)
        {
            return null;
        }

        List<Node>? factors = null;
        var last = first;
        var lastToken = _at - 1;
        while (_at < _end)
        {
            _budget.Spend(1);
            var token = Current;
            Node? next;
            if (token.Is("*") || token.Is("/") || token.Is("÷"))
            {
                var divide = !token.Is("*");
                _at++;
                var negative = false;
                while (_at < _end && (Current.Is("-") || Current.Is("+")))
                {
                    negative ^= Current.Is("-");
                    _at++;
                }

                next = Factor();
                if (next is null)
                {
                    return null;
                }

                next = negative ? Node.Negate(next) : next;
                next = divide ? Node.Power(next, Node.MinusOne) : next;
            }
            else if (token.Is("mod"))
            {
                _at++;
                if (Factor() is not { } modulus)
                {
                    return null;
                }

                var value = factors is null ? first : Node.Multiply([.. factors]);
                return Node.Call("mod", value, modulus);
            }
            else if (token.Kind == TokenKind.Word)
            {
                var word = token.Text;
                if (last.IsNumber && Vocabulary.ScaleWords.TryGetValue(word, out var power))
                {
                    _at++;
                    next = Node.OfNumber(word == "dozen" ? new Rational(12) : Rational.Pow(new Rational(10), power));
                }
                else if (word is "degrees" or "degree" or "deg" or "Degrees" && !(_at + 1 < _end && _tokens[_at + 1].Kind is TokenKind.Word or TokenKind.Symbol))
                {
                    _at++;
                    var degrees = Node.Of(NodeKind.Degree, last);
                    if (factors is null)
                    {
                        first = degrees;
                    }
                    else
                    {
                        factors[^1] = degrees;
                    }

                    last = degrees;
                    continue;
                }
                else if (word is "times" or "x" && _at + 1 < _end && _tokens[_at + 1].Kind == TokenKind.Number)
                {
                    _at++;
                    next = Factor();
                }
                else
                {
                    break;
                }
            }
            else if (token.Kind == TokenKind.Number)
            {
                // "1 2/7" is a mixed number; "2^6 3^5" a product; "1 2" neither.
                if (last.IsNumber && last.Places < 0 && last.Value.IsInteger && _tokens[lastToken].Kind == TokenKind.Number && factors is null
                    && _at + 2 < _end && _tokens[_at + 1].Is("/") && _tokens[_at + 2].Kind == TokenKind.Number && token.Number!.Value.IsInteger && _tokens[_at + 2].Number!.Value is { IsInteger: true, IsZero: false })
                {
                    var fraction = token.Number.Value / _tokens[_at + 2].Number!.Value;
                    _at += 3;
                    return Node.OfNumber(last.Value + fraction);
                }

                if (last.IsNumber || _tokens[lastToken].Kind is TokenKind.Symbol && !token.Spaced)
                {
                    break;
                }

                next = Factor();
            }
            else if (StartsOperand(token))
            {
                if (token.Kind == TokenKind.Function && token.Text == "frac" && last.IsNumber && last.Places < 0 && last.Value.IsInteger && _tokens[lastToken].Kind == TokenKind.Number)
                {
                    // 2\frac{1}{2} is a mixed number when both parts are whole.
                    next = Primary();
                    if (next is null)
                    {
                        return null;
                    }

                    if (SimpleFraction(next) is { } part)
                    {
                        var mixed = Node.OfNumber(last.Value + part);
                        if (factors is null)
                        {
                            first = mixed;
                        }
                        else
                        {
                            factors[^1] = mixed;
                        }

                        last = mixed;
                        lastToken = _at - 1;
                        if (Current.Kind == TokenKind.Mark && Current.Text is "%" or "^" or "°" or "!")
                        {
                            if (Postfix(mixed) is not { } marked)
                            {
                                return null;
                            }

                            last = marked;
                            if (factors is null)
                            {
                                first = marked;
                            }
                            else
                            {
                                factors[^1] = marked;
                            }
                        }

                        continue;
                    }

                    next = Postfix(next);
                }
                else if ((token.Kind == TokenKind.Symbol || token is { Kind: TokenKind.Function, Text: "frac" }) && (_mode == ParseMode.Science || (_at + 2 < _end && _tokens[_at + 2].FromText)) && (factors is null ? last.IsNumber : factors.TrueForAll(IsNumeric)) && IsUnitTail())
                {
                    break;
                }
                else
                {
                    next = Factor();
                }
            }
            else
            {
                break;
            }

            if (next is null)
            {
                return null;
            }

            factors ??= [first];
            factors.Add(next);
            last = next;
            lastToken = _at - 1;
        }

        return factors is null ? first : Node.Multiply([.. factors]);
    }

    private static Rational? SimpleFraction(Node node) =>
        node.Kind == NodeKind.Multiply && node.Items.Length == 2 && node[0].IsNumber && node[0].Places < 0 && node[0].Value is { IsInteger: true, Sign: >= 0 } && node[1].Kind == NodeKind.Power
        && node[1][0].IsNumber && node[1][0].Places < 0 && node[1][0].Value is { IsInteger: true, Sign: > 0 } && ReferenceEquals(node[1][1], Node.MinusOne)
            ? node[0].Value / node[1][0].Value
            : null;

    private bool StartsOperand(Token token)
    {
        if (token.Kind is TokenKind.Symbol)
        {
            // "(…] U […)": a union.
            return !(token.Text is "U" && _at + 1 < _end && (_tokens[_at + 1].Is("(") || _tokens[_at + 1].Is("[")) && _at > 0 && (_tokens[_at - 1].Is(")") || _tokens[_at - 1].Is("]")));
        }

        if (token.Kind is TokenKind.Function)
        {
            return true;
        }

        if (token.Kind != TokenKind.Mark)
        {
            return false;
        }

        if (token.Text == "|")
        {
            return _absolute == 0 && !_setHead;
        }

        if (token.Text == "(")
        {
            // "2516 (base 8)", "5 (units)".
            return !(_at + 1 < _end && _tokens[_at + 1].Kind == TokenKind.Word);
        }

        if (token.Text == "[")
        {
            return _match[_at] > 0 && _tokens[_match[_at]].Is("]") && !HasTopLevelComma(_at + 1, _match[_at]) && _at > 0 && !_tokens[_at - 1].Is(")") && _match[_at] < _end;
        }

        return token.Text is "{" or "lfloor" or "lceil" or "overline" or "…" || token.Text.StartsWith("begin ", StringComparison.Ordinal);
    }

    private Node? Factor()
    {
        if (++_depth > DeepestNesting)
        {
            return null;
        }

        _budget.Spend(1);
        var node = Primary();
        node = node is null ? null : Postfix(node);
        _depth--;
        return node;
    }

    private Node? Postfix(Node primary)
    {
        var node = primary;
        while (node is not null && _at < _end && Current.Kind == TokenKind.Mark)
        {
            switch (Current.Text)
            {
                case "_" when node.IsNumber && node.Places < 0 && node.Value is { IsInteger: true, Sign: >= 0 } && _tokens[_at - 1].Is(")"):
                    // (1010)_2
                    node = Subscripted(new Token(TokenKind.Number, node.Value.Numerator.ToString(CultureInfo.InvariantCulture), 0, 0, false, node));
                    continue;
                case "_" when node.Kind == NodeKind.Power && node[0].Kind == NodeKind.Symbol:
                    // v^2_0 is (v_0)².
                    node = Symbol(new Token(TokenKind.Symbol, node[0].Name, 0, 0, false)) is { } named ? Node.Power(named, node[1]) : null;
                    continue;
                case "^":
                    node = Exponent(node);
                    continue;
                case "!":
                    _at++;
                    var twice = _at < _end && Current.Is("!") && !Current.Spaced;
                    _at += twice ? 1 : 0;
                    node = twice ? Node.Call("doublefactorial", node) : Node.Of(NodeKind.Factorial, node);
                    continue;
                case "%":
                    _at++;
                    node = Node.Of(NodeKind.Percent, node);
                    continue;
                case "°":
                    _at++;
                    node = Degrees(node);
                    continue;
                case "'":
                    _at++;
                    if (node.Kind is NodeKind.Symbol)
                    {
                        node = Node.Symbol(node.Name + "'");
                        continue;
                    }

                    if (node.IsNumber)
                    {
                        // Minutes of arc.
                        node = Node.Of(NodeKind.Degree, Node.Divide(node, Node.OfNumber(60)));
                        continue;
                    }

                    return null;
                default:
                    return node;
            }
        }

        return node;
    }

    private Node? Exponent(Node value)
    {
        _at++;
        if (_at >= _end)
        {
            // A dangling caret says nothing.
            return value;
        }

        var token = Current;
        if (token.Is("°"))
        {
            _at++;
            return Degrees(value);
        }

        if (token.Is("'"))
        {
            _at++;
            return value.Kind == NodeKind.Symbol ? Node.Symbol(value.Name + "'") : null;
        }

        if (token.Is("{"))
        {
            var close = _match[_at];
            if (close == _at + 2)
            {
                var inner = _tokens[_at + 1];
                if (inner.Is("°"))
                {
                    _at = close + 1;
                    return Degrees(value);
                }

                if (inner.Is("'") || inner.Is("*"))
                {
                    _at = close + 1;
                    return value.Kind == NodeKind.Symbol ? Node.Symbol(value.Name + inner.Text) : null;
                }

                if (inner.Kind == TokenKind.Word && inner.Text is "th" or "st" or "nd" or "rd")
                {
                    _at = close + 1;
                    return value;
                }

                if (inner.Is("+") || inner.Is("-"))
                {
                    _at = close + 1;
                    return Phrasebook.Marked(value.Name, inner.Text) ?? Node.Symbol(NodePrinter.Print(value, 60) + "^" + inner.Text);
                }
            }
            else if (close == _at + 1)
            {
                _at = close + 1;
                return value;
            }

            var exponent = Group();
            return exponent is null ? null : Raise(value, exponent);
        }

        if (token.Kind == TokenKind.Word && token.Text is "th" or "st" or "nd" or "rd")
        {
            _at++;
            return value;
        }

        // ℝ^+
        if ((token.Is("+") || token.Is("-")) && (_at + 1 == _end || _tokens[_at + 1].Kind == TokenKind.Mark) && Phrasebook.Marked(value.Name, token.Text) is { } half)
        {
            _at++;
            return half;
        }

        var negative = false;
        while (_at < _end && (Current.Is("-") || Current.Is("+")))
        {
            negative ^= Current.Is("-");
            _at++;
        }

        if (++_depth > DeepestNesting)
        {
            return null;
        }

        Node? power;
        if (Current.Kind == TokenKind.Number)
        {
            // In v^2_0 the subscript is the base's.
            power = Current.Number;
            _at++;
        }
        else
        {
            power = Primary();
        }

        if (power is not null && _at < _end && Current.Is("^"))
        {
            power = Exponent(power);
        }

        _depth--;
        return power is null ? null : Raise(value, negative ? Node.Negate(power) : power);
    }

    private static Node Raise(Node value, Node exponent) => Node.Power(value, exponent);

    // a \choose b, a \over b
    private Node? Stacked(Node top)
    {
        var over = Current.Is("over");
        _at++;
        var bottom = Relation();
        return bottom is null ? null : over ? Node.Divide(top, bottom) : Node.Call("binom", top, bottom);
    }

    private Node? Group()
    {
        // At "{": one expression, possibly "a \choose b" or "a \over b".
        var close = _match[_at];
        if (close < 0 || close > _end)
        {
            // A brace that never closes: as if it closed at the end.
            close = _end;
        }

        var (savedEnd, savedAbsolute, savedHead) = (_end, _absolute, _setHead);
        _at++;
        _end = close;
        _absolute = 0;
        _setHead = false;
        var node = _at < _end && Current.Kind == TokenKind.Word ? WordOperand() : HasTopLevelComma(_at, _end) ? Element() : Relation();
        if (node is not null && _at < _end && (Current.Is("choose") || Current.Is("over")))
        {
            node = Stacked(node);
        }

        if (node is not null && _at < _end && Current.Is(","))
        {
            // {1, 2}: braces without their backslashes.
            var items = new List<Node> { node };
            while (node is not null && _at < _end && Current.Is(","))
            {
                _at++;
                if (_at >= _end)
                {
                    break;
                }

                node = Element();
                if (node is not null)
                {
                    items.Add(node);
                }
            }

            node = node is null ? null : Node.Of(NodeKind.Set, [.. items]);
        }
        else if (node is not null && _at < _end && Current.Kind is TokenKind.Word && UnitParser.Parse(Raw(_at, _end)) is { } unit)
        {
            _at = _end;
            node = AttachUnit(node, unit);
        }

        if (node is not null && _at != close)
        {
            node = null;
        }

        (_end, _absolute, _setHead) = (savedEnd, savedAbsolute, savedHead);
        _at = Math.Min(close + 1, _end);
        return node;
    }

    private Node? Primary()
    {
        if (_at >= _end)
        {
            return null;
        }

        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                _at++;
                if (_at < _end && Current.Is("_"))
                {
                    return Subscripted(token);
                }

                return token.Number;
            case TokenKind.Symbol:
                _at++;
                return Symbol(token);
            case TokenKind.Function:
                _at++;
                return Function(token.Text);
            case TokenKind.Mark:
                break;
            default:
                return null;
        }

        switch (token.Text)
        {
            case "(" or "[" or "]":
                return Bracket();
            case "\\{":
                return Braces();
            case "{":
                return Group();
            case "|" or "||":
                return Absolute(token.Text);
            case "lfloor" or "lceil":
                return Rounded(token.Text == "lfloor" ? "floor" : "ceil");
            case "overline":
                _at++;
                return Primary();
            case "…":
                _at++;
                return Node.Symbol("…");
            case "angle" or "triangle":
                return Named(token.Text);
        }

        return token.Text.StartsWith("begin ", StringComparison.Ordinal) ? Matrix(token.Text) : null;
    }
}
