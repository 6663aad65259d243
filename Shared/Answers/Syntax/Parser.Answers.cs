using System.Globalization;

using Guide.Answers.Units;

namespace Guide.Answers.Syntax;

/// <content>The answer as a whole: its pieces between commas and "and", their labels, and what stands behind a value.</content>
internal sealed partial class Parser
{
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
}
