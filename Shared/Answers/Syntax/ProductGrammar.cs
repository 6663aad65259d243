using Guide.Answers.Numbers;

namespace Guide.Answers.Syntax;

/// <summary>Products and quotients, written with a mark or side by side; mixed numbers, powers of ten in words, remainders.</summary>
internal sealed class ProductGrammar(TokenCursor cursor, Grammar grammar)
{
    // What a rule made of the next token.
    private enum Step
    {
        Read,
        End,
        Fail,
    }

    public Node? Product()
    {
        if (grammar.Powers.Factor() is not { } first)
        {
            return null;
        }

        var product = new Factors(first, cursor.At - 1);
        while (cursor.At < cursor.End)
        {
            cursor.Budget.Spend(1);
            var token = cursor.Current;
            var step = token.Kind switch
            {
                TokenKind.Mark when token.Text is "/" && cursor.Mode == ParseMode.Science && product.IsNumeric && IsPerUnit() => Step.End,
                TokenKind.Mark when token.Text is "*" or "/" or "÷" => Marked(ref product, divide: token.Text != "*"),
                TokenKind.Mark when token.Text is "mod" => Remainder(ref product),
                TokenKind.Mark when token.Text is "∘" or "⨯" => Joined(ref product, token.Text == "∘" ? "∘" : "cross"),
                TokenKind.Word => Word(ref product, token),
                TokenKind.Number => Number(ref product, token),
                _ => StartsOperand(token) ? Beside(ref product, token) : Step.End,
            };
            if (step == Step.Fail)
            {
                return null;
            }

            if (step == Step.End)
            {
                break;
            }
        }

        return product.Value;
    }

    public bool StartsOperand(Token token)
    {
        switch (token.Kind)
        {
            case TokenKind.Symbol:
                // "(…] U […)": a union.
                return !(token.Text is "U" && cursor.At + 1 < cursor.End && (cursor.Tokens[cursor.At + 1].Is("(") || cursor.Tokens[cursor.At + 1].Is("[")) && cursor.At > 0 && (cursor.Tokens[cursor.At - 1].Is(")") || cursor.Tokens[cursor.At - 1].Is("]")));
            case TokenKind.Function:
                return true;
            case TokenKind.Mark:
                break;
            default:
                return false;
        }

        switch (token.Text)
        {
            case "|":
                return cursor.Bars == 0 && !cursor.SetHead;
            case "(":
                // "2516 (base 8)", "5 (units)".
                return !(cursor.At + 1 < cursor.End && cursor.Tokens[cursor.At + 1].Kind == TokenKind.Word);
            case "[":
                var close = cursor.Match[cursor.At];
                return close > 0 && cursor.Tokens[close].Is("]") && !cursor.HasTopLevelComma(cursor.At + 1, close) && cursor.At > 0 && !cursor.Tokens[cursor.At - 1].Is(")") && close < cursor.End;
            default:
                return token.Text is "{" or "lfloor" or "lceil" or "overline" or "…" || token.Text.StartsWith("accent ", StringComparison.Ordinal) || token.Text.StartsWith("begin ", StringComparison.Ordinal);
        }
    }

    private Step Next(ref Factors product, Node? factor)
    {
        if (factor is null)
        {
            return Step.Fail;
        }

        product.Add(factor, cursor.At - 1);
        return Step.Read;
    }

    // a·b, a/b
    private Step Marked(ref Factors product, bool divide)
    {
        cursor.At++;
        var negative = false;
        while (cursor.At < cursor.End && (cursor.Current.Is("-") || cursor.Current.Is("+")))
        {
            negative ^= cursor.Current.Is("-");
            cursor.At++;
        }

        if (grammar.Powers.Factor() is not { } next)
        {
            return Step.Fail;
        }

        if (divide && !negative && next is { Kind: NodeKind.Symbol, Name: "d" } && product.Pair is { Kind: NodeKind.Symbol, Name: "d" } && cursor.Current is { Kind: TokenKind.Symbol, Spaced: false } && grammar.Powers.Factor() is { } by)
        {
            // dN/dt
            product.Become(Node.Divide(product.Value, Node.Multiply(next, by)));
            return Step.Read;
        }

        next = negative ? Node.Negate(next) : next;
        if (divide && next.Kind == NodeKind.Percent && next[0].IsNumber && product.IsNumeric)
        {
            // 3/4 % is three quarters of one per cent.
            product.Become(Node.Of(NodeKind.Percent, Node.Divide(product.Value, next[0])));
            return Step.Read;
        }

        return Next(ref product, divide ? Node.Power(next, Node.MinusOne) : next);
    }

    // "5/s"
    private bool IsPerUnit() => cursor.At + 1 < cursor.End && cursor.Tokens[cursor.At + 1].Kind is TokenKind.Symbol or TokenKind.Word && Units.UnitParser.Parse(cursor.Raw(cursor.At, cursor.End)) is { Known: true };

    // f ∘ g, a × b: what does not commute.
    private Step Joined(ref Factors product, string name)
    {
        cursor.At++;
        if (grammar.Powers.Factor() is not { } inner)
        {
            return Step.Fail;
        }

        product.ReplaceLast(Node.Call(name, product.Last, inner), cursor.At - 1);
        return Step.Read;
    }

    // a mod b
    private Step Remainder(ref Factors product)
    {
        cursor.At++;
        if (grammar.Powers.Factor() is not { } modulus)
        {
            return Step.Fail;
        }

        product.Become(Node.Call("mod", product.Value, modulus));
        return Step.End;
    }

    // "5 million", "30 degrees", "2 times 3"
    private Step Word(ref Factors product, Token token)
    {
        var word = token.Text;
        if (product.Last.IsNumber && Vocabulary.ScaleWords.TryGetValue(word, out var power))
        {
            cursor.At++;
            return Next(ref product, Node.OfNumber(word == "dozen" ? new Rational(12) : Rational.Pow(new Rational(10), power)));
        }

        if (product.IsSingle && IsWholeLiteral(product) && cursor.At + 1 == cursor.End && Vocabulary.FractionWords.TryGetValue(word, out var bottom))
        {
            // "2 thirds"
            cursor.At++;
            return Next(ref product, Node.OfNumber(Rational.Of(1, bottom)));
        }

        if (word is "degrees" or "degree" or "deg" or "Degrees" && !(cursor.At + 1 < cursor.End && cursor.Tokens[cursor.At + 1].Kind is TokenKind.Word or TokenKind.Symbol))
        {
            cursor.At++;
            product.ReplaceLast(Node.Of(NodeKind.Degree, product.Last));
            return Step.Read;
        }

        if (word is "times" or "x" && cursor.At + 1 < cursor.End && cursor.Tokens[cursor.At + 1].Kind == TokenKind.Number)
        {
            cursor.At++;
            return Next(ref product, grammar.Powers.Factor());
        }

        return Step.End;
    }

    // "1 2/7" is a mixed number; "2^6 3^5" a product; "1 2" neither.
    private Step Number(ref Factors product, Token token)
    {
        var last = product.Last;
        if (product.IsSingle && IsWholeLiteral(product)
            && cursor.At + 2 < cursor.End && cursor.Tokens[cursor.At + 1].Is("/") && cursor.Tokens[cursor.At + 2].Kind == TokenKind.Number && token.Number!.Value.IsInteger && cursor.Tokens[cursor.At + 2].Number!.Value is { IsInteger: true, IsZero: false })
        {
            var fraction = token.Number.Value / cursor.Tokens[cursor.At + 2].Number!.Value;
            cursor.At += 3;
            product.Become(Node.OfNumber(last.Value + fraction));
            return Step.End;
        }

        if (cursor.Mode == ParseMode.Science && token.Text == "1" && product.IsNumeric && cursor.At + 2 < cursor.End && cursor.Tokens[cursor.At + 1].Is("/") && cursor.Tokens[cursor.At + 2].Kind is TokenKind.Symbol or TokenKind.Word)
        {
            // "5 1/m"
            return Step.End;
        }

        var glued = cursor.Tokens[product.LastToken].Kind is TokenKind.Symbol && !token.Spaced;
        if (glued && cursor.Mode == ParseMode.Math && cursor.Tokens[product.LastToken].Text is "C" or "P" && product.Pair is { } pair && pair.IsNumber && token.Number is { Places: < 0 } chosen)
        {
            // 6C2, 6P2
            cursor.At++;
            product.Become(NameGrammar.Chosen(cursor.Tokens[product.LastToken].Text, pair, chosen));
            return Step.Read;
        }

        if (glued && product.IsSingle && last.Kind == NodeKind.Symbol && token.Text.Length <= 2 && (cursor.At + 1 == cursor.End || cursor.Tokens[cursor.At + 1] is { Kind: TokenKind.Mark, Text: not ("^" or "(" or "/" or "_") }))
        {
            // x1
            cursor.At++;
            product.Become(Node.Symbol(last.Name + "_" + token.Text));
            return Step.Read;
        }

        // n2^{n-1}: a factor of its own when it is raised.
        glued &= !(cursor.At + 1 < cursor.End && cursor.Tokens[cursor.At + 1].Is("^"));
        return last.IsNumber || glued ? Step.End : Next(ref product, grammar.Powers.Factor());
    }

    // 2x, 2(x+1), 2\frac{1}{2}
    private Step Beside(ref Factors product, Token token)
    {
        var fraction = token is { Kind: TokenKind.Function, Text: "frac" };
        if (fraction && IsWholeLiteral(product) && !(cursor.At + 2 < cursor.End && cursor.Tokens[cursor.At + 2].Kind is TokenKind.Word or TokenKind.Symbol))
        {
            return Mixed(ref product);
        }

        if ((fraction || token.Kind == TokenKind.Symbol) && (cursor.Mode == ParseMode.Science || (cursor.At + 2 < cursor.End && cursor.Tokens[cursor.At + 2].FromText)) && product.IsNumeric && grammar.Quantities.IsUnitTail())
        {
            return Step.End;
        }

        return Next(ref product, grammar.Powers.Factor());
    }

    private bool IsWholeLiteral(Factors product) => product.Last.IsNumber && product.Last.Places < 0 && product.Last.Value.IsInteger && cursor.Tokens[product.LastToken].Kind == TokenKind.Number;

    // 2\frac{1}{2} is a mixed number when both parts are whole.
    private Step Mixed(ref Factors product)
    {
        if (grammar.Powers.Primary() is not { } fraction)
        {
            return Step.Fail;
        }

        if (SimpleFraction(fraction) is not { } part)
        {
            return Next(ref product, grammar.Powers.Postfix(fraction));
        }

        var mixed = Node.OfNumber(product.Last.Value + part);
        product.ReplaceLast(mixed, cursor.At - 1);
        if (cursor.Current.Kind == TokenKind.Mark && cursor.Current.Text is "%" or "^" or "°" or "!")
        {
            if (grammar.Powers.Postfix(mixed) is not { } marked)
            {
                return Step.Fail;
            }

            product.ReplaceLast(marked);
        }

        return Step.Read;
    }

    private static Rational? SimpleFraction(Node node) =>
        node.Kind == NodeKind.Multiply && node.Items.Length == 2 && node[0].IsNumber && node[0].Places < 0 && node[0].Value is { IsInteger: true, Sign: >= 0 } && node[1].Kind == NodeKind.Power
        && node[1][0].IsNumber && node[1][0].Places < 0 && node[1][0].Value is { IsInteger: true, Sign: > 0 } && ReferenceEquals(node[1][1], Node.MinusOne)
            ? node[0].Value / node[1][0].Value
            : null;

    // The factors read so far; a list only from the second on.
    private struct Factors(Node first, int lastToken)
    {
        private Node _single = first;
        private List<Node>? _items;

        // True when all factors but the last are numeric.
        private bool _numericBefore;

        public Node Last { get; private set; } = first;

        public int LastToken { get; private set; } = lastToken;

        public readonly bool IsSingle => _items is null;

        public readonly bool IsNumeric => _items is null ? Last.IsNumber : _numericBefore && QuantityGrammar.IsNumeric(Last);

        /// <summary>The factor before the last, when there are two.</summary>
        public readonly Node? Pair => _items is [var first, _] ? first : null;

        public readonly Node Value => _items is null ? _single : Node.Multiply([.. _items]);

        public void Add(Node factor, int token)
        {
            _numericBefore = (_items is null || _numericBefore) && QuantityGrammar.IsNumeric(Last);
            _items ??= [_single];
            _items.Add(factor);
            Last = factor;
            LastToken = token;
        }

        public void ReplaceLast(Node node, int? token = null)
        {
            if (_items is null)
            {
                _single = node;
            }
            else
            {
                _items[^1] = node;
            }

            Last = node;
            LastToken = token ?? LastToken;
        }

        public void Become(Node node) => (_single, _items, Last) = (node, null, node);
    }
}
