using Guide.Answers.Equivalence;

namespace Guide.Answers.Syntax;

/// <summary>Equations, inequalities and their chains, ratios, unions and differences of sets, conditions.</summary>
internal sealed class RelationGrammar(TokenCursor cursor, Grammar grammar)
{
    /// <summary>a op b op c; a ratio; a congruence; one expression alone.</summary>
    public Node? Relation()
    {
        if (SetExpression() is not { } first)
        {
            return null;
        }

        var operands = new List<Node> { first };
        var operators = new List<string>();
        while (Operator() is { } op)
        {
            cursor.At++;
            if (op == "≈" && IsRounding(operands))
            {
                cursor.At = cursor.End;
                break;
            }

            var next = cursor.Current.Kind == TokenKind.Word ? grammar.Words.WordOperand() : grammar.Quantities.Money() ?? SetExpression();
            if (next is null)
            {
                return null;
            }

            operands.Add(next);
            operators.Add(op == "≈" ? "=" : op);
        }

        if (operators.Count == 0 && first.IsNumber && cursor.At + 2 == cursor.End && cursor.Current is { Kind: TokenKind.Word, Text: "to" } && cursor.Tokens[cursor.At + 1].Kind == TokenKind.Number)
        {
            // "3 to 4"
            cursor.At += 2;
            return Node.Of(NodeKind.Ratio, first, cursor.Tokens[cursor.At - 1].Number!);
        }

        if (cursor.Sees(":") && !cursor.SetHead)
        {
            return Ratio(operands, operators);
        }

        if (operands is [var left, { Kind: NodeKind.Call, Name: "mod" } residue] && operators is ["≡"])
        {
            return Node.Of(NodeKind.Congruence, residue[0], residue[1], left);
        }

        return operators.Count == 0 ? first : Node.Named(NodeKind.Relation, string.Join(' ', operators), [.. operands]);
    }

    /// <summary>f(x) ≡ 0 without a modulus is f(x) = 0 for all x.</summary>
    public static Node Identically(Node node) => node is { Kind: NodeKind.Relation, Name: "≡", Items: [{ Kind: NodeKind.Call } call, _] } && Equation.IsElement(call) ? Node.Named(NodeKind.Relation, "=", node.Items) : node;

    // The relation sign that stands here; null for none.
    private string? Operator()
    {
        var token = cursor.Current;
        if (cursor.At >= cursor.End || token.Kind != TokenKind.Mark)
        {
            return null;
        }

        return token.Text switch
        {
            "=>" when cursor.Raw(cursor.At, cursor.At + 1) == "=>" => ">=",
            "=" or "<" or ">" or "<=" or ">=" or "!=" or "≈" or "∼" or "≅" or "≡" or "in" or "notin" or "∝" or "perp" or "parallel" or "subset" or "->" => token.Text,
            "in?" when cursor.At + 1 < cursor.End && (cursor.Tokens[cursor.At + 1].Is("(") || cursor.Tokens[cursor.At + 1].Is("[") || cursor.Tokens[cursor.At + 1].Is("\\{")) => "in",
            _ => null,
        };
    }

    // Behind "≈". "√3/3 ≈ 0.577": the exact form is the answer, the rest a comment; f(n) ≈ 2n says more, and so does 1/3 ≈ 0.5.
    private bool IsRounding(List<Node> operands)
    {
        var exact = operands[^1];
        if (operands.Count == 1 && exact.Kind is NodeKind.Symbol or NodeKind.Text)
        {
            return false;
        }

        var (behind, rounded) = (cursor.At, grammar.Quantities.Money() ?? SetExpression());
        cursor.At = behind;
        if (rounded is null)
        {
            return behind >= cursor.End || operands.Count > 1;
        }

        return Rewriting.HasSymbols(exact) || Rewriting.HasSymbols(rounded) ? operands.Count > 1 : Rounding.IsOf(exact, rounded, cursor.Budget);
    }

    /// <summary>"\\pmod 7", "(mod 7)"; null when none stands here.</summary>
    public Node? Modulus()
    {
        if (cursor.Sees("pmod"))
        {
            cursor.At++;
            return grammar.Powers.Factor();
        }

        if (!cursor.Sees("(") || cursor.At + 2 >= cursor.End || cursor.Tokens[cursor.At + 1] is not ({ Kind: TokenKind.Word, Text: "mod" } or { Kind: TokenKind.Mark, Text: "mod" or "pmod" }))
        {
            return null;
        }

        cursor.At += 2;
        var modulus = grammar.Sums.Sum();
        cursor.At += cursor.Sees(")") ? 1 : 0;
        return modulus;
    }

    // a : b : c, and "S_1 : S_2 = 7 : 32", where the last ratio is the answer.
    private Node? Ratio(List<Node> operands, List<string> operators)
    {
        var terms = new List<Node> { operands[^1] };
        while (cursor.At < cursor.End && cursor.Current.Is(":"))
        {
            cursor.At++;
            if (SetExpression() is not { } next)
            {
                return null;
            }

            terms.Add(next);
        }

        // 2:03 is a time on a clock, or a length of it.
        var clock = cursor.Tokens[cursor.At - 1] is { Kind: TokenKind.Number, Text: ['0', _] };
        var ratio = Node.Named(NodeKind.Ratio, clock ? "clock" : string.Empty, [.. terms]);
        if (cursor.Sees("="))
        {
            cursor.At++;
            return Relation() is { } value ? value.Kind == NodeKind.Ratio ? Node.Named(NodeKind.Relation, "=", ratio, value) : value : null;
        }

        operands[^1] = ratio;
        return operands.Count == 1 ? ratio : Node.Named(NodeKind.Relation, string.Join(' ', operators), [.. operands]);
    }

    public Node? SetExpression()
    {
        var start = cursor.At;
        var left = grammar.Sums.Sum();
        while (left is not null && cursor.At < cursor.End)
        {
            NodeKind kind;
            if (cursor.Current.Is("cup") || (cursor.Current.Kind == TokenKind.Symbol && cursor.Current.Text is "U" && left.Kind is NodeKind.Interval or NodeKind.Tuple or NodeKind.Set or NodeKind.Union))
            {
                kind = NodeKind.Union;
            }
            else if (cursor.Current.Is("cap"))
            {
                kind = NodeKind.Intersection;
            }
            else if (cursor.Current.Is("setminus"))
            {
                kind = NodeKind.Difference;
            }
            else
            {
                break;
            }

            left = InBraces(left, start);
            start = ++cursor.At;
            if (grammar.Sums.Sum() is not { } right)
            {
                return null;
            }

            left = Node.Of(kind, left, InBraces(right, start));
        }

        return left;
    }

    // {3} beside a sign of sets holds 3, though its braces have no backslashes.
    private Node InBraces(Node node, int start) =>
        cursor.Tokens[start].Is("{") && cursor.Match[start] == cursor.At - 1 && Equation.IsClosedValue(node) && !IsSet(node) && node.Kind is not (NodeKind.Tuple or NodeKind.Constant) ? Node.Of(NodeKind.Set, node) : node;

    public static bool IsSet(Node node) => node.Kind is NodeKind.Set or NodeKind.SetBuilder or NodeKind.Interval or NodeKind.Union or NodeKind.Difference || node.IsConstant("reals");

    // x > 3, x ≠ 5 and x < 7 …
    public Node? Conditions()
    {
        var parts = new List<Node>();
        var either = false;
        while (cursor.At < cursor.End)
        {
            if (cursor.Current.Is(",") || cursor.Current.Is("and") || cursor.Current.Is("or") || cursor.Current.Is(";"))
            {
                either |= cursor.Current.Is("or");
                cursor.At++;
                continue;
            }

            if (cursor.Current.Kind == TokenKind.Word)
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
