namespace Guide.Answers.Syntax;

/// <content>Equations, inequalities and their chains, ratios, unions and differences of sets, conditions.</content>
internal sealed partial class Parser
{
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

    private static bool IsSet(Node node) => node.Kind is NodeKind.Set or NodeKind.SetBuilder or NodeKind.Interval or NodeKind.Union or NodeKind.Difference || node.IsConstant("reals");

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
}
