using System.Globalization;
using System.Numerics;
using System.Text;

using Guide.Verification.Answers.Numbers;
using Guide.Verification.Answers.Units;

namespace Guide.Verification.Answers.Syntax;

/// <summary>
/// Recursive descent over the tokens of one answer, with a counted depth and no backtracking beyond one token. What it cannot read as mathematics becomes words.
/// </summary>
internal sealed class Parser
{
    private const int DeepestNesting = 360;

    private readonly string _source;
    private readonly List<Token> _tokens;
    private readonly int[] _match;
    private readonly ParseMode _mode;
    private readonly Budget _budget;
    private int _at;
    private int _end;
    private int _depth;
    private int _absolute;
    private bool _setHead;

    private Parser(string source, List<Token> tokens, ParseMode mode, Budget budget)
    {
        _source = source;
        _tokens = tokens;
        _mode = mode;
        _budget = budget;
        _match = new int[tokens.Count];
        Array.Fill(_match, -1);
        var open = new Stack<int>();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind != TokenKind.Mark)
            {
                continue;
            }

            if (Opens(tokens[i]))
            {
                open.Push(i);
            }
            else if (Closes(tokens[i]) && open.TryPop(out var start))
            {
                _match[start] = i;
                _match[i] = start;
            }
        }
    }

    private Token Current => _at < _end ? _tokens[_at] : default;

    /// <summary>The answer's form; words when it is not mathematics; null when it is empty or too long.</summary>
    public static Node? Parse(string source, ParseMode mode, Budget budget, out string compact)
    {
        compact = string.Empty;
        var tokens = Lexer.Run(source, budget);
        if (tokens is null)
        {
            return null;
        }

        Dollars(tokens);
        if (tokens.Count < 2)
        {
            return null;
        }

        budget.Spend(tokens.Count);
        var parser = new Parser(source, tokens, mode, budget);
        compact = parser.Writing();
        return parser.Answer(0, tokens.Count - 1);
    }

    // Dollar signs delimit mathematics, except one that is left over before a number: that is money.
    private static void Dollars(List<Token> tokens)
    {
        var count = tokens.Count(token => token.Is("$"));
        if (count == 0)
        {
            return;
        }

        var money = -1;
        if (count % 2 == 1)
        {
            money = tokens.FindIndex(token => token.Is("$"));
            if (money + 1 >= tokens.Count || tokens[money + 1].Kind != TokenKind.Number || (count > 1 && tokens[^2].Is("$")))
            {
                money = -1;
            }
        }

        for (var i = tokens.Count - 1; i >= 0; i--)
        {
            if (!tokens[i].Is("$"))
            {
                continue;
            }

            if (i == money)
            {
                tokens[i] = tokens[i] with { Text = "\\$" };
            }
            else
            {
                if (i + 1 < tokens.Count)
                {
                    tokens[i + 1] = tokens[i + 1] with { Spaced = true };
                }

                tokens.RemoveAt(i);
            }
        }
    }

    // The tokens one behind the other: blanks and looks are gone, and braces around a single token.
    private string Writing()
    {
        var text = new StringBuilder();
        for (var i = 0; i < _tokens.Count - 1; i++)
        {
            var token = _tokens[i];
            var single = token.Kind == TokenKind.Mark && ((token.Text == "{" && _match[i] == i + 2) || (token.Text == "}" && i >= 2 && _match[i] == i - 2));
            if (single || (token.Is(".") && i == _tokens.Count - 2))
            {
                continue;
            }

            if (token.Kind != TokenKind.Mark && text.Length > 0 && char.IsLetterOrDigit(text[^1]))
            {
                text.Append(' ');
            }

            text.Append(token.Text);
        }

        return text.ToString();
    }

    // A subscript's name: what it says, without brackets and stops.
    private static string Compact(List<Token> tokens, int from, int to)
    {
        var text = new StringBuilder();
        for (var i = from; i < to; i++)
        {
            var token = tokens[i];
            if (token.Kind == TokenKind.Mark && token.Text is "(" or ")" or "." or "{" or "}" or "\\{" or "\\}" or "," or "'" or "-" or ":" or ";")
            {
                // Brackets and stops do not make a different wording; a sign does.
                if (token.Text is "-" or "," or ":" or ";")
                {
                    text.Append(token.Text);
                }

                continue;
            }

            if (token.Kind is TokenKind.Word or TokenKind.Number && text.Length > 0 && char.IsLetterOrDigit(text[^1]))
            {
                text.Append(' ');
            }

            text.Append(token.Text);
        }

        return text.ToString();
    }

    private static bool Opens(Token token) => token.Kind == TokenKind.Mark && (token.Text is "(" or "[" or "\\{" or "{" or "lfloor" or "lceil" || token.Text.StartsWith("begin ", StringComparison.Ordinal));

    private static bool Closes(Token token) => token.Kind == TokenKind.Mark && (token.Text is ")" or "]" or "\\}" or "}" or "rfloor" or "rceil" || token.Text.StartsWith("end ", StringComparison.Ordinal));

    private Node Words(int from, int to)
    {
        var text = new StringBuilder();
        for (var i = from; i < to; i++)
        {
            var token = _tokens[i];
            if (token.Kind == TokenKind.Mark && token.Text is not ("-" or "+" or "=" or "<" or ">" or "/" or "^" or "in?" or "and" or "or" or "not"))
            {
                continue;
            }

            if (text.Length > 0 && (token.Spaced || token.Kind == TokenKind.Word || _tokens[i - 1].Kind == TokenKind.Word))
            {
                text.Append(' ');
            }

            text.Append(token.Text is "in?" ? "in" : token.Text);
        }

        return Node.Words(text.ToString());
    }

    private Node Phrase(int from, int to)
    {
        var words = Words(from, to);
        return Phrasebook.Find(words.Name) ?? words;
    }

    private bool AmountAt(int at) => at < _end && (_tokens[at].Kind == TokenKind.Number || (_tokens[at].Is(".") && at + 1 < _end && _tokens[at + 1].Kind == TokenKind.Number));

    private Node? Answer(int from, int to)
    {
        while (from < to && Trailing(_tokens[to - 1]))
        {
            to--;
        }

        while (from < to && (_tokens[from].Is(",") || _tokens[from].Is(".") || _tokens[from].Is(":") || _tokens[from].Is(";") || _tokens[from].Is("therefore") || _tokens[from].Is("=") || _tokens[from].Is("=>") || _tokens[from].Is("≈")))
        {
            from++;
        }

        // Redundant outer brackets, however many.
        while (from + 1 < to && (_tokens[from].Is("(") || _tokens[from].Is("{")) && _match[from] == to - 1 && _tokens[to - 1].Is(_tokens[from].Is("(") ? ")" : "}") && !HasTopLevelComma(from + 1, to - 1))
        {
            from++;
            to--;
        }

        if (from >= to)
        {
            return null;
        }

        if (DateReader.Read(_tokens, from, to) is { } date)
        {
            return date;
        }

        // "R = 1 is necessary and sufficient": the statement ends where the prose begins.
        for (var i = from + 3; i < to; i++)
        {
            if (_tokens[i].Kind == TokenKind.Word && _tokens[i].Text is "is" or "are" && _tokens.GetRange(from, i - from).Exists(static token => token.Is("=")))
            {
                to = i;
            }
        }

        var pieces = new List<(int From, int To)>();
        var separators = new HashSet<string>(StringComparer.Ordinal);
        var depth = 0;
        var reversed = 0;
        var start = from;
        var closers = 0;
        for (var i = from; i < to; i++)
        {
            var token = _tokens[i];
            if (token.Kind != TokenKind.Mark)
            {
                continue;
            }

            if (token.Text == "]" && depth == 0 && reversed == 0)
            {
                reversed = 1;
                depth++;
            }
            else if (reversed == 1 && depth == 1 && token.Text is "[" or "]")
            {
                reversed = 0;
                depth--;
            }
            else if (Opens(token))
            {
                depth++;
            }
            else if (Closes(token))
            {
                depth = Math.Max(0, depth - 1);
                closers++;
            }
            else if (depth == 0 && token.Text is "," or ";" or "and" or "or")
            {
                if (i > start)
                {
                    pieces.Add((start, i));
                    separators.Add(token.Text);
                }

                start = i + 1;
            }
        }

        if (to > start)
        {
            pieces.Add((start, to));
        }

        if (pieces.Count == 1)
        {
            return Piece(pieces[0].From, pieces[0].To) ?? Phrase(from, to);
        }

        var nodes = new List<Node>(pieces.Count);
        foreach (var (first, last) in pieces)
        {
            if (nodes.Count > 0 && Condition(first, last))
            {
                continue;
            }

            var node = Piece(first, last);
            if (node is null)
            {
                return Words(from, to);
            }

            if (node.Kind == NodeKind.Relation && node.Name == "in" && nodes.Count > 0 && node[0].Kind == NodeKind.Symbol && node[1].Kind == NodeKind.Constant)
            {
                // "…, k ∈ ℤ" says what k is, not what the answer is.
                continue;
            }

            nodes.Add(node);
        }

        if (nodes.Count == 1)
        {
            return nodes[0];
        }

        // Several pieces of prose are one sentence.
        if (nodes.TrueForAll(node => node.Kind == NodeKind.Text && node.Name.Contains(' ', StringComparison.Ordinal)))
        {
            return Words(from, to);
        }

        var inequalities = nodes.Count(node => node.Kind == NodeKind.Relation && node.Name != "=" && node.Name != "in");
        if (inequalities > 0 && nodes.TrueForAll(node => node.Kind is NodeKind.Relation))
        {
            return Node.Of(separators.Contains("or") ? NodeKind.Or : NodeKind.And, [.. nodes]);
        }

        return Node.Of(NodeKind.List, [.. nodes]);
    }

    private static bool Trailing(Token token) => token.Kind == TokenKind.Mark && token.Text is "." or "," or ";" or ":" or "^" or "\\\\" or "check" or "*" or "?";

    private bool HasTopLevelComma(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (_match[i] > i)
            {
                i = _match[i];
            }
            else if (_tokens[i].Is(",") || _tokens[i].Is(";"))
            {
                return true;
            }
        }

        return false;
    }

    // "where k is an integer", "for all x": says where an answer holds.
    private bool Condition(int from, int to)
    {
        var token = _tokens[from];
        if (token.Is("forall"))
        {
            return true;
        }

        return token.Kind == TokenKind.Word && token.Text.ToLowerInvariant() is "where" or "for" or "with" or "when" or "if" or "such" && to > from;
    }

    private Node? Piece(int from, int to)
    {
        while (from < to && Trailing(_tokens[to - 1]))
        {
            to--;
        }

        if (from >= to)
        {
            return null;
        }

        if (DateReader.Time(_tokens, from, to) is { } time)
        {
            return time;
        }

        if (LetterDigits(from, to) is { } based)
        {
            return based;
        }

        _at = from;
        _end = to;
        _absolute = 0;
        _setHead = false;
        _depth = 0;

        string? currency = null;
        var negative = false;
        if (Current.Is("-") && _at + 1 < _end && IsCurrency(_tokens[_at + 1]))
        {
            negative = true;
            _at++;
        }

        if (IsCurrency(Current) || (Current.Kind == TokenKind.Word && Vocabulary.CurrencyCodes.Contains(Current.Text) && AmountAt(_at + 1)))
        {
            currency = Current.Text == "\\$" ? "$" : Current.Text;
            _at += _tokens[_at + 1].Is(".") ? 2 : 1;
        }

        // "a parabola"
        if (Current.Kind == TokenKind.Symbol && Current.Text is "a" or "A" && _at + 1 < _end && _tokens[_at + 1] is { Kind: TokenKind.Word, Spaced: true } noun && UnitTable.Find(noun.Text) is null)
        {
            return Phrase(_at + 1, to);
        }

        // "The Answer: 5", "Minimum = 1": words before a relation name what follows.
        if (Current.Kind == TokenKind.Word || Current.Is("angle") || Current.Is("triangle"))
        {
            var relation = _at;
            while (relation < _end && !(_tokens[relation].Is("=") || _tokens[relation].Is(":") || _tokens[relation].Is("≈")))
            {
                relation++;
            }

            if (relation < _end - 1 && !_tokens.GetRange(_at, relation - _at).Exists(token => token.Kind == TokenKind.Mark && token.Text is "<" or ">" or "<=" or ">="))
            {
                var label = Words(_at, relation);
                var value = Piece(relation + 1, to);
                return value is null ? null : Node.Named(NodeKind.Relation, "=", label, value);
            }

            return NumberWord(from, to) ?? Phrase(from, to);
        }

        var node = Relation();
        if (node is not null && _at < _end && (Current.Is("choose") || Current.Is("over")))
        {
            node = Stacked(node);
        }

        if (node is null)
        {
            return null;
        }

        if (negative)
        {
            node = Node.Negate(node);
        }

        if (currency is not null && UnitParser.Parse(currency) is { } money)
        {
            node = AttachUnit(node, money);
            if (_at < _end && Current.Kind == TokenKind.Word)
            {
                // "$5 per hour", "$12 million" (already read), "$5 dollars".
                var rest = UnitParser.Parse(Raw(_at, _end));
                if (rest is not null)
                {
                    _at = _end;
                }
            }
        }

        if (_at < _end)
        {
            node = Tail(node, to);
        }

        return node;
    }

    private static bool IsCurrency(Token token) => token.Kind == TokenKind.Mark && token.Text is "\\$" or "€" or "£" or "¥" or "₹";

    private string Raw(int from, int to) => _source[_tokens[from].Start.._tokens[to - 1].End];

    // What stands behind the value: a unit, a base, a condition, a comment.
    private Node? Tail(Node node, int to)
    {
        var token = Current;
        if (Condition(_at, _end))
        {
            return node;
        }

        // "2516 (base 8)", "2516 in base eight".
        var first = _at;
        while (first < _end && (_tokens[first].Is("(") || _tokens[first].Is("in?")))
        {
            first++;
        }

        if (first < _end - 1 && _tokens[first].Kind == TokenKind.Word && _tokens[first].Text.Equals("base", StringComparison.OrdinalIgnoreCase) && node.IsNumber && node.Places < 0
            && BaseOf(_tokens[first + 1]) is { } numberBase && node.Value.IsInteger)
        {
            return BasedNumber(node.Value.Numerator.ToString(CultureInfo.InvariantCulture), numberBase) ?? node;
        }

        if (token.Is("(") && _match[_at] == to - 1)
        {
            // A remark in brackets: "5 (units)".
            var inner = Raw(_at + 1, to - 1);
            if (_at + 1 < to - 1 && UnitParser.Parse(inner) is { } remark)
            {
                return AttachUnit(node, remark);
            }

            return null;
        }

        var raw = Raw(_at, _end);
        for (var i = _at + 1; i < _end; i++)
        {
            if (_tokens[i].Kind == TokenKind.Number && !_tokens[i - 1].Is("^") && !_tokens[i - 1].Is("-") && !_tokens[i - 1].Is("{") && (_tokens[i].Spaced || _tokens[i - 1].Is("'")))
            {
                // "3 hours 20 minutes", "5 feet 6 inches".
                var head = UnitParser.Parse(Raw(_at, i));
                var saved = to;
                var rest = head is { Known: true } ? Piece(i, saved) : null;
                if (rest is { Kind: NodeKind.Quantity, Unit: { } small } && rest[0].IsNumber && head!.ConvertsTo(small) && node.IsNumber)
                {
                    return Node.Quantity(Node.OfNumber(node.Value + (rest[0].Value * small.Factor / head.Factor)), head);
                }

                return null;
            }
        }

        if (UnitParser.Parse(raw) is { } unit)
        {
            return AttachUnit(node, unit);
        }

        return null;
    }

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

    // "one half", "two thirds", "a quarter"
    private Node? FractionWord(int from, int to)
    {
        var words = new List<string>();
        for (var i = from; i < to; i++)
        {
            if (_tokens[i].Is("-"))
            {
                continue;
            }

            if (_tokens[i].Kind is not (TokenKind.Word or TokenKind.Symbol))
            {
                return null;
            }

            words.AddRange(_tokens[i].Text.ToLowerInvariant().Split('-'));
        }

        if (words is ["half"])
        {
            return Node.OfNumber(Rational.Of(1, 2));
        }

        if (words.Count != 2 || !Vocabulary.FractionWords.TryGetValue(words[1], out var bottom))
        {
            return null;
        }

        var top = words[0] is "a" or "an" ? 1 : Vocabulary.NumberWords.TryGetValue(words[0], out var named) && words[0].Length > 2 ? named : 0;
        return top is > 0 and < 100 ? Node.OfNumber(Rational.Of(top, bottom)) : null;
    }

    private Node? NumberWord(int from, int to)
    {
        if (FractionWord(from, to) is { } fraction)
        {
            return fraction;
        }

        BigInteger total = 0, group = 0;
        for (var i = from; i < to; i++)
        {
            if (_tokens[i].Is("-") || _tokens[i].Is("and"))
            {
                continue;
            }

            if (_tokens[i].Kind != TokenKind.Word)
            {
                return null;
            }

            foreach (var word in _tokens[i].Text.Split('-'))
            {
                if (Vocabulary.NumberWords.TryGetValue(word, out var value) && word.Length > 2 && !(value > 10 && word is "hex") && word is not ("binary" or "octal" or "decimal" or "hexadecimal"))
                {
                    group += value;
                }
                else if (Vocabulary.ScaleWords.TryGetValue(word, out var power) && group > 0 && power > 0)
                {
                    group *= BigInteger.Pow(10, power);
                    if (power > 2)
                    {
                        total += group;
                        group = 0;
                    }
                }
                else
                {
                    return null;
                }
            }
        }

        return Node.OfNumber(new Rational(total + group));
    }

    private Node? Relation()
    {
        var first = SetExpression();
        if (first is null)
        {
            return null;
        }

        List<Node>? operands = null;
        List<string>? operators = null;
        while (_at < _end)
        {
            var token = Current;
            var op = token.Kind == TokenKind.Mark ? token.Text switch
            {
                "=" or "<" or ">" or "<=" or ">=" or "!=" or "≈" or "≡" or "in" or "notin" or "∝" or "perp" or "parallel" or "subset" or "->" => token.Text,
                "in?" when _at + 1 < _end && (_tokens[_at + 1].Is("(") || _tokens[_at + 1].Is("[") || _tokens[_at + 1].Is("\\{")) => "in",
                _ => null,
            } : null;
            if (op is null)
            {
                break;
            }

            _at++;
            if (op == "≈" && first.Kind != NodeKind.Symbol && operands is null && first.Kind != NodeKind.Text)
            {
                // "√3/3 ≈ 0.577": the exact form is the answer, the rest a comment.
                _at = _end;
                return first;
            }

            if (op == "≈" && operands is not null)
            {
                _at = _end;
                break;
            }

            var next = Current.Kind == TokenKind.Word ? WordOperand() : Money() ?? SetExpression();
            if (next is null)
            {
                return null;
            }

            if (operands is null)
            {
                operands = [first];
                operators = [];
            }

            operands.Add(next);
            operators!.Add(op == "≈" ? "=" : op);
        }

        if (operands is null && first.IsNumber && _at + 2 == _end && Current is { Kind: TokenKind.Word, Text: "to" } && _tokens[_at + 1].Kind == TokenKind.Number)
        {
            // "3 to 4"
            _at += 2;
            return Node.Of(NodeKind.Ratio, first, _tokens[_at - 1].Number!);
        }

        if (_at < _end && Current.Is(":") && !_setHead)
        {
            return Ratio(operands is null ? [first] : operands, operators);
        }

        return operands is null ? first : Node.Named(NodeKind.Relation, string.Join(' ', operators!), [.. operands]);
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

    private Node WordOperand()
    {
        var from = _at;
        while (_at < _end && !(Current.Kind == TokenKind.Mark && Current.Text is "=" or "<" or ">" or ")" or "," or "\\}"))
        {
            _at++;
        }

        return NumberWord(from, _at) ?? Words(from, _at);
    }

    // a : b : c, and "S_1 : S_2 = 7 : 32", where the last ratio is the answer.
    private Node? Ratio(List<Node> operands, List<string>? operators)
    {
        var terms = new List<Node> { operands[^1] };
        while (_at < _end && Current.Is(":"))
        {
            _at++;
            if (SetExpression() is not { } next)
            {
                return null;
            }

            terms.Add(next);
        }

        var ratio = Node.Of(NodeKind.Ratio, [.. terms]);
        if (_at < _end && Current.Is("="))
        {
            _at++;
            return Relation();
        }

        operands[^1] = ratio;
        return operands.Count == 1 ? ratio : Node.Named(NodeKind.Relation, string.Join(' ', operators!), [.. operands]);
    }

    private Node? SetExpression()
    {
        var left = Sum();
        while (left is not null && _at < _end)
        {
            NodeKind kind;
            if (Current.Is("cup") || (Current.Kind == TokenKind.Symbol && Current.Text is "U" && left.Kind is NodeKind.Interval or NodeKind.Tuple or NodeKind.Set or NodeKind.Union))
            {
                kind = NodeKind.Union;
            }
            else if (Current.Is("cap"))
            {
                kind = NodeKind.Intersection;
            }
            else if (Current.Is("setminus"))
            {
                kind = NodeKind.Difference;
            }
            else
            {
                break;
            }

            _at++;
            if (Sum() is not { } right)
            {
                return null;
            }

            left = Node.Of(kind, left, right);
        }

        return left;
    }

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

    private static bool IsSet(Node node) => node.Kind is NodeKind.Set or NodeKind.SetBuilder or NodeKind.Interval or NodeKind.Union or NodeKind.Difference || node.IsConstant("reals");

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
        Node? node = primary;
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

    // One element of a bracket: a relation or words, with its unit.
    private Node? Element()
    {
        if (_at >= _end)
        {
            return null;
        }

        if (Current.Kind == TokenKind.Word)
        {
            return WordOperand();
        }

        var node = Relation();
        if (node is not null && _at < _end && Current.Kind == TokenKind.Word)
        {
            var stop = _at;
            while (stop < _end && !_tokens[stop].Is(",") && !_tokens[stop].Is(";"))
            {
                stop++;
            }

            if (UnitParser.Parse(Raw(_at, stop)) is { } unit)
            {
                _at = stop;
                return AttachUnit(node, unit);
            }

            return null;
        }

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

    // ∠ABC: one name.
    private Node Named(string mark)
    {
        var name = new StringBuilder(mark).Append(' ');
        _at++;
        while (_at < _end && Current.Kind == TokenKind.Symbol)
        {
            name.Append(Current.Text);
            _at++;
        }

        return Node.Words(name.ToString());
    }

    private Node? Subscripted(Token number)
    {
        _at++;
        var braced = Current.Is("{");
        var (from, to) = braced && _match[_at] > 0 ? (_at + 1, _match[_at]) : (_at, Math.Min(_at + 1, _end));
        _at = braced && _match[_at] > 0 ? to + 1 : to;
        while (from < to && (_tokens[from].Is("(") || (_tokens[from].Kind == TokenKind.Word && _tokens[from].Text is "base")))
        {
            from++;
        }

        if (from < to && BaseOf(_tokens[from]) is { } numberBase && number.Number is { Places: < 0 } && BasedNumber(number.Text.Replace(",", string.Empty, StringComparison.Ordinal), numberBase) is { } based)
        {
            return based;
        }

        return null;
    }

    // FF_{16}, \text{A5}_{11}: digits and letters with a base above ten behind them.
    private Node? LetterDigits(int from, int to)
    {
        var under = from;
        while (under < to && _tokens[under].Kind is TokenKind.Number or TokenKind.Symbol or TokenKind.Word)
        {
            under++;
        }

        if (under == from || under >= to - 1 || !_tokens[under].Is("_") || !_tokens.GetRange(from, under - from).Exists(static token => token.Kind != TokenKind.Number))
        {
            return null;
        }

        var (first, last) = _tokens[under + 1].Is("{") ? (under + 2, _match[under + 1]) : (under + 1, under + 2);
        if (last < 0 || last < to - 1 || first >= last || BaseOf(_tokens[first]) is not (> 10 and { } numberBase))
        {
            return null;
        }

        var digits = string.Concat(_tokens.GetRange(from, under - from).Select(static token => token.Text));

        // 1a_{16}, but a_{16} is a term of a sequence.
        return BasedNumber(numberBase == 16 && digits.AsSpan().IndexOfAnyInRange('0', '9') >= 0 ? digits.ToUpperInvariant() : digits, numberBase);
    }

    private static int? BaseOf(Token token)
    {
        var value = token.Kind switch
        {
            TokenKind.Number when token.Number!.Value.IsInteger && token.Number.Value.Bits < 10 => (int)token.Number.Value.Numerator,
            TokenKind.Word when Vocabulary.NumberWords.TryGetValue(token.Text, out var word) => word,
            _ => 0,
        };
        return value is >= 2 and <= 36 ? value : null;
    }

    private static Node? BasedNumber(string digits, int numberBase)
    {
        if (digits.Length is 0 or > 400)
        {
            return null;
        }

        BigInteger value = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetterUpper(c) ? c - 'A' + 10 : 99;
            if (digit >= numberBase)
            {
                return null;
            }

            value = (value * numberBase) + digit;
        }

        return Node.Based(digits, numberBase, value);
    }

    private Node? Symbol(Token token)
    {
        var name = token.Text;
        if (name == "Delta" && _at < _end && Current.Kind == TokenKind.Symbol)
        {
            // Δp is one quantity.
            name += " " + Current.Text;
            _at++;
        }

        if (_at < _end && Current.Is("_"))
        {
            _at++;
            if (_at >= _end)
            {
                return Node.Symbol(name);
            }

            var (from, to) = (_at, _at + 1);
            if (Current.Is("{") && _match[_at] > 0)
            {
                (from, to) = (_at + 1, _match[_at]);
                _at = to + 1;
            }
            else
            {
                _at++;
            }

            var mark = string.Concat(_tokens.GetRange(from, Math.Max(0, Math.Min(to, _end) - from)).Select(static item => item.Text));
            if (Phrasebook.Marked(name, mark) is { } marked)
            {
                return marked;
            }

            name = name + "_" + Compact(_tokens, from, Math.Min(to, _end));
            return Named(name, label: true);
        }

        switch (name)
        {
            case "pi" or "e" or "i" or "inf" or "empty" or "reals" or "integers" or "naturals" or "rationals" or "complexes":
                return Node.Constant(name);
        }

        return Named(name, label: false);
    }

    // A letter before brackets is a function if it is commonly one, or if the brackets are followed by "=": T(10) = 2.
    private Node? Named(string name, bool label)
    {
        if (_at < _end && Current.Is("'"))
        {
            _at++;
            name += "'";
        }

        if (_at < _end && Current.Is("(") && _match[_at] > 0 && _match[_at] < _end)
        {
            var close = _match[_at];
            var defined = close + 1 < _end && _tokens[close + 1].Is("=");
            if (defined || (!label && name is "f" or "g" or "h" or "F" or "G" or "H" or "Phi" or "Psi" or "f'" or "g'" or "f''"))
            {
                var arguments = Bracket();
                return arguments is null ? null : Node.Call(name, arguments.Kind == NodeKind.Tuple ? arguments.Items : [arguments]);
            }
        }

        return Node.Symbol(name);
    }

    private Node? Bracket()
    {
        var open = Current.Text;
        var (savedAbsolute, savedHead) = (_absolute, _setHead);
        _absolute = 0;
        _setHead = false;
        // [1, 2[ closes with an opening bracket; so does ]1, 2[.
        var reversible = open == "]" || _match[_at] < 0;
        _at++;
        var items = new List<Node>();
        var separated = false;
        while (_at < _end && !(Current.Kind == TokenKind.Mark && Current.Text is ")" or "]" || (reversible && items.Count > 0 && !separated && Current.Is("["))))
        {
            if (Current.Is(",") || Current.Is(";"))
            {
                separated = true;
                _at++;
                continue;
            }

            if (Current.Is("."))
            {
                // "\sqrt{2}.]": a stray stop.
                _at++;
                continue;
            }

            if (items.Count > 0 && !separated)
            {
                return null;
            }

            separated = false;
            if (Element() is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        (_absolute, _setHead) = (savedAbsolute, savedHead);
        var close = _at < _end ? Current.Text : open switch { "(" => ")", "[" => "]", _ => "[" };
        _at = Math.Min(_at + 1, _end);
        if (items.Count == 0)
        {
            return null;
        }

        if (items.Count == 1)
        {
            // "(x = 5)" is no factor.
            if (open == "[" && close == "]" && items[0].Kind == NodeKind.Tuple && items[0].Name == "[]")
            {
                return Node.Named(NodeKind.Tuple, "[]", items[0]);
            }

            return items[0];
        }

        if (open == "[" && close == "]" && items.TrueForAll(item => item.Kind == NodeKind.Tuple && item.Items.Length == items[0].Items.Length))
        {
            // [[1,2],[3,4]]
            return Node.Named(NodeKind.Matrix, $"{items.Count}x{items[0].Items.Length}", [.. items.SelectMany(item => item.Items)]);
        }

        var brackets = open + close;
        if (brackets is "()" or "[]")
        {
            return Node.Named(NodeKind.Tuple, brackets, [.. items]);
        }

        if (items.Count != 2)
        {
            return null;
        }

        return Node.Named(NodeKind.Interval, (open == "[" ? "[" : "(") + (close == "]" ? "]" : ")"), [.. items]);
    }

    private Node? Braces()
    {
        var close = _match[_at];
        if (close < 0 || close > _end)
        {
            close = _end;
        }

        var (savedEnd, savedAbsolute, savedHead) = (_end, _absolute, _setHead);
        _at++;
        _end = close;
        _absolute = 0;
        var items = new List<Node>();
        Node? result = null;
        var failed = false;
        _setHead = true;
        while (_at < _end && !failed)
        {
            if (Current.Is(",") || Current.Is(";") || Current.Is("and"))
            {
                _at++;
                continue;
            }

            var item = Element();
            if (item is null)
            {
                failed = true;
                break;
            }

            items.Add(item);
            if (_at < _end && (Current.Is("|") || Current.Is(":")) && items.Count == 1)
            {
                _at++;
                _setHead = false;
                var condition = Conditions();
                result = condition is null ? null : Node.Of(NodeKind.SetBuilder, items[0], condition);
                failed = result is null;
                break;
            }

            if (_at < _end && !(Current.Is(",") || Current.Is(";") || Current.Is("and")))
            {
                failed = true;
            }
        }

        (_end, _absolute, _setHead) = (savedEnd, savedAbsolute, savedHead);
        _at = Math.Min(close + 1, _end);
        if (failed)
        {
            return null;
        }

        return result ?? (items is [{ Kind: NodeKind.List or NodeKind.And } system] ? system : items.Count == 0 ? Node.Empty : Node.Of(NodeKind.Set, [.. items]));
    }

    // x > 3, x ≠ 5 and x < 7 …
    private Node? Conditions()
    {
        var parts = new List<Node>();
        var either = false;
        while (_at < _end)
        {
            if (Current.Is(",") || Current.Is("and") || Current.Is("or") || Current.Is(";"))
            {
                either |= Current.Is("or");
                _at++;
                continue;
            }

            if (Current.Kind == TokenKind.Word)
            {
                return null;
            }

            if (Relation() is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }

        return parts.Count switch { 0 => null, 1 => parts[0], _ => Node.Of(either ? NodeKind.Or : NodeKind.And, [.. parts]) };
    }

    private Node? Absolute(string bar)
    {
        _at++;
        _absolute++;
        var savedHead = _setHead;
        _setHead = false;
        var inner = Sum();
        _setHead = savedHead;
        _absolute--;
        if (inner is null || !(_at < _end && Current.Is(bar)))
        {
            return null;
        }

        _at++;
        return Node.Call(inner.Kind == NodeKind.Matrix ? "det" : "abs", inner);
    }

    private Node? Rounded(string name)
    {
        _at++;
        var savedAbsolute = _absolute;
        _absolute = 0;
        var inner = Sum();
        _absolute = savedAbsolute;
        if (inner is null || !(_at < _end && Current.Kind == TokenKind.Mark && Current.Text is "rfloor" or "rceil"))
        {
            return null;
        }

        _at++;
        return Node.Call(name, inner);
    }

    private Node? Matrix(string begin)
    {
        _at++;
        var rows = new List<List<Node>> { new() };
        var (savedAbsolute, savedHead) = (_absolute, _setHead);
        _absolute = 0;
        _setHead = false;
        while (_at < _end && !Current.Text.StartsWith("end ", StringComparison.Ordinal))
        {
            if (Current.Is("&"))
            {
                _at++;
                continue;
            }

            if (Current.Is("\\\\"))
            {
                _at++;
                rows.Add([]);
                continue;
            }

            if (Current.Is(","))
            {
                _at++;
                continue;
            }

            if (Current.Kind == TokenKind.Word && Current.Text is "hline")
            {
                _at++;
                continue;
            }

            if (Element() is not { } item)
            {
                return null;
            }

            rows[^1].Add(item);
        }

        (_absolute, _setHead) = (savedAbsolute, savedHead);
        if (_at >= _end)
        {
            return null;
        }

        _at++;
        rows.RemoveAll(row => row.Count == 0);

        // Equations one below the other.
        if (rows.Count > 1 && rows.TrueForAll(static row => row.Count == 1 && row[0].Kind == NodeKind.Relation))
        {
            return Node.Of(rows.TrueForAll(static row => row[0].Name == "=") ? NodeKind.List : NodeKind.And, [.. rows.Select(static row => row[0])]);
        }

        if (begin.EndsWith("cases", StringComparison.Ordinal) || rows.Count == 0 || rows.Exists(row => row.Count != rows[0].Count))
        {
            return null;
        }

        var matrix = Node.Named(NodeKind.Matrix, $"{rows.Count}x{rows[0].Count}", [.. rows.SelectMany(row => row)]);
        return begin.EndsWith("det", StringComparison.Ordinal) ? Node.Call("det", matrix) : matrix;
    }

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
