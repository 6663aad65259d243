using System.Globalization;

using Guide.Answers.Units;

namespace Guide.Answers.Syntax;

/// <summary>The answer as a whole: its pieces between commas and "and", their labels, and what stands behind a value.</summary>
internal sealed class AnswerGrammar(TokenCursor cursor, Grammar grammar)
{
    public Node? Answer(int from, int to)
    {
        Trim(ref from, ref to);
        if (from >= to)
        {
            return null;
        }

        if (DateReader.Read(cursor.Tokens, from, to) is { } date)
        {
            return date;
        }

        to = Statement(from, to);
        var (pieces, either, logic) = Pieces(from, to);
        if (pieces.Count == 1)
        {
            return Piece(pieces[0].From, pieces[0].To) ?? grammar.Words.Phrase(from, to);
        }

        if (Parts(pieces) is not { } parts)
        {
            return grammar.Words.Words(from, to);
        }

        if (parts.Count == 1)
        {
            return parts[0];
        }

        // Several pieces of prose are one sentence.
        if (parts.TrueForAll(part => part.Kind == NodeKind.Text && part.Name.Contains(' ', StringComparison.Ordinal)))
        {
            return grammar.Words.Words(from, to);
        }

        var inequalities = parts.Exists(part => part.Kind == NodeKind.Relation && part.Name != "=" && part.Name != "in");
        return inequalities && parts.TrueForAll(part => part.Kind is NodeKind.Relation) ? Node.Of(either ? NodeKind.Or : NodeKind.And, [.. parts]) : Node.Named(NodeKind.List, logic ? either ? "lor" : "land" : string.Empty, [.. parts]);
    }

    // Stops, leading marks, and redundant outer brackets, however many.
    private void Trim(ref int from, ref int to)
    {
        while (from < to && Trailing(cursor.Tokens[to - 1]))
        {
            to--;
        }

        while (from < to && cursor.Tokens[from] is { Kind: TokenKind.Mark, Text: "," or "." or ":" or ";" or "therefore" or "=" or "=>" or "≈" })
        {
            from++;
        }

        while (from + 1 < to && (cursor.Tokens[from].Is("(") || cursor.Tokens[from].Is("{")) && cursor.Match[from] == to - 1 && cursor.Tokens[to - 1].Is(cursor.Tokens[from].Is("(") ? ")" : "}") && !cursor.HasTopLevelComma(from + 1, to - 1))
        {
            from++;
            to--;
        }
    }

    // "R = 1 is necessary and sufficient": the statement ends where the prose begins.
    private int Statement(int from, int to)
    {
        for (var i = from + 3; i < to; i++)
        {
            if (cursor.Tokens[i].Kind == TokenKind.Word && cursor.Tokens[i].Text is "is" or "are" && cursor.Tokens.GetRange(from, i - from).Exists(static token => token.Is("=")))
            {
                to = i;
            }
        }

        return to;
    }

    // What stands between commas, semicolons, "and" and "or" outside all brackets; whether an "or" is among them, and whether they are the signs of logic.
    private (List<(int From, int To)> Pieces, bool Either, bool Logic) Pieces(int from, int to)
    {
        var pieces = new List<(int From, int To)>();
        var (either, logic) = (false, false);
        var depth = 0;
        var reversed = false;
        var start = from;
        for (var i = from; i < to; i++)
        {
            var token = cursor.Tokens[i];
            if (token.Kind != TokenKind.Mark)
            {
                continue;
            }

            if (token.Text == "]" && depth == 0 && !reversed)
            {
                reversed = true;
                depth++;
            }
            else if (reversed && depth == 1 && token.Text is "[" or "]")
            {
                reversed = false;
                depth--;
            }
            else if (TokenCursor.Opens(token))
            {
                depth++;
            }
            else if (TokenCursor.Closes(token))
            {
                depth = Math.Max(0, depth - 1);
            }
            else if (depth == 0 && token.Text is "," or ";" or "and" or "or" or "land" or "lor")
            {
                if (i > start)
                {
                    pieces.Add((start, i));
                    either |= token.Text is "or" or "lor";
                    logic |= token.Text is "land" or "lor";
                }

                start = i + 1;
            }
        }

        if (to > start)
        {
            pieces.Add((start, to));
        }

        return (pieces, either, logic);
    }

    // The pieces' forms without those that only say where an answer holds; null when one cannot be read.
    private List<Node>? Parts(List<(int From, int To)> pieces)
    {
        var parts = new List<Node>(pieces.Count);
        foreach (var (from, to) in pieces)
        {
            if (parts.Count > 0 && Condition(from, to))
            {
                continue;
            }

            if (Piece(from, to) is not { } part)
            {
                return null;
            }

            if (part.Kind == NodeKind.Relation && part.Name == "in" && parts.Count > 0 && part[0].Kind == NodeKind.Symbol && part[1].Kind == NodeKind.Constant)
            {
                // "…, k ∈ ℤ" says what k is, not what the answer is.
                continue;
            }

            parts.Add(part);
        }

        // n ≡ 1, 3 (mod 8): the modulus is of each.
        return parts is [.., { Kind: NodeKind.Congruence } last] ? parts.ConvertAll(part => QuantityGrammar.WithModulus(part, last[1])) : parts;
    }

    private static bool Trailing(Token token) => token.Kind == TokenKind.Mark && token.Text is "." or "," or ";" or ":" or "^" or "\\\\" or "check" or "*" or "?";

    // "where k is an integer", "for all x": says where an answer holds.
    private bool Condition(int from, int to)
    {
        var token = cursor.Tokens[from];
        if (token.Is("forall"))
        {
            return true;
        }

        return token.Kind == TokenKind.Word && token.Text.ToLowerInvariant() is "where" or "for" or "with" or "when" or "if" or "such" && to > from;
    }

    private Node? Piece(int from, int to)
    {
        while (from < to && Trailing(cursor.Tokens[to - 1]))
        {
            to--;
        }

        if (from >= to)
        {
            return null;
        }

        if ((DateReader.Time(cursor.Tokens, from, to) ?? grammar.Names.LetterDigits(from, to)) is { } special)
        {
            return special;
        }

        (cursor.At, cursor.End, cursor.Bars, cursor.SetHead, cursor.Depth) = (from, to, 0, false, 0);
        var currency = Currency(out var negative);

        // "a parabola"
        if (cursor.Current.Kind == TokenKind.Symbol && cursor.Current.Text is "a" or "A" && cursor.At + 1 < cursor.End && cursor.Tokens[cursor.At + 1] is { Kind: TokenKind.Word, Spaced: true } noun && UnitTable.Find(noun.Text) is null)
        {
            return grammar.Words.Phrase(cursor.At + 1, to);
        }

        if (cursor.Current.Kind == TokenKind.Word || cursor.Current.Is("angle") || cursor.Current.Is("triangle"))
        {
            return Labelled(from, to);
        }

        var node = grammar.Relations.Relation();
        if (node is not null && (cursor.Sees("choose") || cursor.Sees("over")))
        {
            node = grammar.Brackets.Stacked(node);
        }

        if (node is null)
        {
            return null;
        }

        node = negative ? Node.Negate(node) : node;
        node = grammar.Relations.Modulus() is { } modulus ? QuantityGrammar.WithModulus(node, modulus) : node;
        node = currency is not null && UnitParser.Parse(currency) is { } money ? Paid(node, money) : node;
        return cursor.At < cursor.End ? Tail(node, to) : node;
    }

    // The sign or code of money before an amount, and a minus before it; null for none.
    private string? Currency(out bool negative)
    {
        negative = cursor.Current.Is("-") && cursor.At + 1 < cursor.End && QuantityGrammar.IsCurrency(cursor.Tokens[cursor.At + 1]);
        cursor.At += negative ? 1 : 0;
        if (!QuantityGrammar.IsCurrency(cursor.Current) && !(cursor.Current.Kind == TokenKind.Word && Vocabulary.CurrencyCodes.Contains(cursor.Current.Text) && grammar.Quantities.AmountAt(cursor.At + 1)))
        {
            return null;
        }

        var currency = cursor.Current.Text == "\\$" ? "$" : cursor.Current.Text;
        cursor.At += cursor.Tokens[cursor.At + 1].Is(".") ? 2 : 1;
        return currency;
    }

    private Node Paid(Node amount, Unit money)
    {
        // "$5 per hour", "$12 million" (already read), "$5 dollars".
        if (cursor.Current.Kind == TokenKind.Word && UnitParser.Parse(cursor.Raw(cursor.At, cursor.End)) is not null)
        {
            cursor.At = cursor.End;
        }

        return QuantityGrammar.AttachUnit(amount, money);
    }

    // "The Answer: 5", "Minimum = 1": words before a relation name what follows.
    private Node? Labelled(int from, int to)
    {
        var relation = cursor.At;
        while (relation < cursor.End && !(cursor.Tokens[relation].Is("=") || cursor.Tokens[relation].Is(":") || cursor.Tokens[relation].Is("≈")))
        {
            relation++;
        }

        if (relation < cursor.End - 1 && !cursor.Tokens.GetRange(cursor.At, relation - cursor.At).Exists(token => token.Kind == TokenKind.Mark && token.Text is "<" or ">" or "<=" or ">="))
        {
            var label = grammar.Words.Words(cursor.At, relation);
            return Piece(relation + 1, to) is { } value ? Node.Named(NodeKind.Relation, "=", label, value) : null;
        }

        return grammar.Words.NumberWord(from, to) ?? grammar.Words.Phrase(from, to);
    }

    // What stands behind the value: a condition, a base, a unit, a remark.
    private Node? Tail(Node node, int to)
    {
        if (Condition(cursor.At, cursor.End))
        {
            return node;
        }

        if (InBase(node) is { } based)
        {
            return based;
        }

        if (cursor.Current.Is("(") && cursor.Match[cursor.At] == to - 1)
        {
            // A remark in brackets: "5 (units)".
            return cursor.At + 1 < to - 1 && UnitParser.Parse(cursor.Raw(cursor.At + 1, to - 1)) is { } remark ? QuantityGrammar.AttachUnit(node, remark) : null;
        }

        var raw = cursor.Raw(cursor.At, cursor.End);
        for (var i = cursor.At + 1; i < cursor.End; i++)
        {
            if (cursor.Tokens[i].Kind == TokenKind.Number && !cursor.Tokens[i - 1].Is("^") && !cursor.Tokens[i - 1].Is("-") && !cursor.Tokens[i - 1].Is("{") && (cursor.Tokens[i].Spaced || cursor.Tokens[i - 1].Is("'")))
            {
                return Compound(node, i, to);
            }
        }

        return UnitParser.Parse(raw) is { } unit ? QuantityGrammar.AttachUnit(node, unit) : null;
    }

    // "2516 (base 8)", "2516 in base eight".
    private Node? InBase(Node node)
    {
        var first = cursor.At;
        while (first < cursor.End && (cursor.Tokens[first].Is("(") || cursor.Tokens[first].Is("in?")))
        {
            first++;
        }

        return first < cursor.End - 1 && cursor.Tokens[first].Kind == TokenKind.Word && cursor.Tokens[first].Text.Equals("base", StringComparison.OrdinalIgnoreCase) && node.IsNumber && node.Places < 0
            && NameGrammar.BaseOf(cursor.Tokens[first + 1]) is { } numberBase && node.Value.IsInteger
                ? NameGrammar.BasedNumber(node.Value.Numerator.ToString(CultureInfo.InvariantCulture), numberBase) ?? node
                : null;
    }

    // "3 hours 20 minutes", "5 feet 6 inches".
    private Node? Compound(Node node, int second, int to)
    {
        var head = UnitParser.Parse(cursor.Raw(cursor.At, second));
        var rest = head is { Known: true } ? Piece(second, to) : null;
        return rest is { Kind: NodeKind.Quantity, Unit: { } small } && rest[0].IsNumber && head!.ConvertsTo(small) && node.IsNumber
            ? Node.Quantity(Node.OfNumber(node.Value + (rest[0].Value * small.Factor / head.Factor)), head)
            : null;
    }
}
