namespace Guide.Answers.Syntax;

/// <summary>Sums: terms with their signs.</summary>
internal sealed class SumGrammar(TokenCursor cursor, Grammar grammar)
{
    public Node? Sum()
    {
        if (++cursor.Depth > TokenCursor.DeepestNesting)
        {
            return null;
        }

        cursor.Budget.Spend(2);
        var terms = new List<Node>();
        while (cursor.At < cursor.End)
        {
            if (IsSign(cursor.Current))
            {
                if (!SignedTerm(terms))
                {
                    return null;
                }
            }
            else if (terms.Count > 0)
            {
                break;
            }
            else if (grammar.Products.Product() is { } lead)
            {
                terms.Add(lead);
            }
            else
            {
                return null;
            }
        }

        cursor.Depth--;
        return terms.Count switch { 0 => null, 1 => terms[0], _ => Node.Add([.. terms]) };
    }

    private static bool IsSign(Token token) => token.Kind == TokenKind.Mark && token.Text is "+" or "-" or "pm" or "mp";

    private bool SignedTerm(List<Node> terms)
    {
        // "- -3", "+ ±2".
        var negative = false;
        string? plusMinus = null;
        while (cursor.At < cursor.End && IsSign(cursor.Current))
        {
            negative ^= cursor.Current.Is("-");
            plusMinus ??= cursor.Current.Text is "pm" or "mp" ? cursor.Current.Text : null;
            cursor.At++;
        }

        if (grammar.Products.Product() is not { } term)
        {
            return false;
        }

        if (plusMinus is not null)
        {
            term = Node.Named(NodeKind.PlusMinus, plusMinus, term);
        }

        if (negative && term is { Kind: NodeKind.Call, Name: "mod" })
        {
            // -7 mod 3 is (-7) mod 3.
            terms.Add(Node.Call("mod", Node.Negate(term[0]), term[1]));
        }
        else if (negative && terms.Count == 1 && RelationGrammar.IsSet(terms[0]) && RelationGrammar.IsSet(term))
        {
            terms[0] = Node.Of(NodeKind.Difference, terms[0], term);
        }
        else
        {
            terms.Add(negative ? Node.Negate(term) : term);
        }

        return true;
    }
}
