using System.Globalization;

using Guide.Answers.Equivalence;
using Guide.Answers.Numbers;
using Guide.Answers.Units;

namespace Guide.Answers.Syntax;

/// <summary>The answer as a whole: its pieces between commas and "and", their labels, and what stands behind a value.</summary>
internal sealed class AnswerGrammar(TokenCursor cursor, Grammar grammar)
{
    private const int MostNumberWords = 16;
    private const int MostPrefixWords = 8;
    private const int DeepestPiece = 12;
    private int _nesting;

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
        if (Number(from, to) is { } number)
        {
            return number;
        }

        from = Conclusion(from, to);
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
        return inequalities && parts.TrueForAll(part => part.Kind is NodeKind.Relation) ? Node.Of(either ? NodeKind.Or : NodeKind.And, [.. parts]) : Node.Named(NodeKind.List, logic || Assigns(parts) ? either ? "lor" : "land" : string.Empty, [.. parts]);
    }

    // x = 4, y = -1: about several letters "or" is not "and".
    private static bool Assigns(List<Node> parts) =>
        parts.Count <= MostNumberWords && parts.TrueForAll(static part => part is { Kind: NodeKind.Relation, Name: "=", Items: [{ Kind: NodeKind.Symbol }, _] }) && parts.Exists(part => Equation.Stem(part[0].Name) != Equation.Stem(parts[0][0].Name));

    // "three hundred and fifty", "minus four": before "and" parts them.
    private Node? Number(int from, int to) => cursor.Tokens[from].Kind == TokenKind.Word && to - from is > 1 and < MostNumberWords ? grammar.Words.NumberWord(from, to) : null;

    // 3x = 6 ⇒ x = 2; 3x = 6, so x = 2: the answer is what follows, if it is a value or a statement.
    private int Conclusion(int from, int to)
    {
        for (var i = to - 2; i > from; i--)
        {
            var token = cursor.Tokens[i];
            if (token.Is("=>") || token.Is("therefore") || token is { Kind: TokenKind.Word, Text: "so" or "thus" or "hence" or "therefore" or "implies" })
            {
                var first = i + 1;
                while (first < to - 1 && cursor.Tokens[first].Is(","))
                {
                    first++;
                }

                return cursor.Tokens.GetRange(first, to - first).Exists(static item => item.Is("=") || item.Kind == TokenKind.Number) && cursor.Tokens.GetRange(from, i - from).Exists(static item => item.Is("=") || item.Kind is TokenKind.Number or TokenKind.Function) ? first : from;
            }
        }

        return from;
    }

    // Stops, leading marks, and redundant outer brackets, however many.
    private void Trim(ref int from, ref int to)
    {
        while (from < to && Trailing(cursor.Tokens[to - 1]))
        {
            to--;
        }

        while (from < to && (cursor.Tokens[from] is { Kind: TokenKind.Mark, Text: "," or "." or ":" or ";" or "therefore" or "=" or "=>" or "≈" } || (cursor.Mode == ParseMode.Science && cursor.Tokens[from].Is("∼"))))
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
        var equation = false;
        for (var i = from; i < to; i++)
        {
            if (equation && i >= from + 3 && !(cursor.Tokens[i - 1].Kind == TokenKind.Symbol && cursor.Tokens[i - 2].Is(",")) && cursor.Tokens[i] is { Kind: TokenKind.Word, Text: "is" or "are" })
            {
                return i;
            }

            equation |= cursor.Tokens[i].Is("=");
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
            if (parts.Count > 0 && (Condition(from, to) || (parts[^1].Kind != NodeKind.Text && Phrasebook.IsRemark(cursor.Tokens.GetRange(from, to - from)))))
            {
                continue;
            }

            if (parts.Count > 0 && IsLetterRemark(from, to))
            {
                continue;
            }

            if (Piece(from, to) is not { } part)
            {
                return null;
            }

            if (parts.Count == 0 && pieces.Count > 1 && part.Kind == NodeKind.Text && part.Name.ToLowerInvariant() is "hence" or "thus" or "so" or "therefore")
            {
                continue;
            }

            if (parts is [{ Kind: NodeKind.Text } verdict] && Phrasebook.IsEcho(verdict.Name, part))
            {
                // "yes, it is"
                continue;
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

    // "n integer", "k is an integer": says what a letter is.
    private bool IsLetterRemark(int from, int to)
    {
        var words = cursor.Tokens.GetRange(from + 1, to - from - 1);
        return cursor.Tokens[from].Kind == TokenKind.Symbol && words.Count > 0 && words.TrueForAll(static token => token.Kind is TokenKind.Word or TokenKind.Symbol && token.Text.ToLowerInvariant() is "is" or "are" or "an" or "a" or "any" or "integer" or "integers" or "whole" or "number" or "natural" or "arbitrary") && words.Exists(static token => token.Text.ToLowerInvariant() is "integer" or "integers" or "whole" or "natural");
    }

    private static bool Trailing(Token token) => token.Kind == TokenKind.Mark && token.Text is "." or "," or ";" or ":" or "^" or "\\\\" or "check" or "*";

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
        // A piece within a piece is shorter each time; few are written.
        if (++_nesting > DeepestPiece)
        {
            return null;
        }

        var piece = OnePiece(from, to);
        _nesting--;
        return piece;
    }

    private Node? OnePiece(int from, int to)
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

        if (from + 1 < to && cursor.Tokens[from] is { Kind: TokenKind.Symbol, Text: "m" } && cursor.Tokens[from + 1].Is("angle"))
        {
            // m∠ABC, the measure of the angle
            from++;
        }

        (cursor.At, cursor.End, cursor.Bars, cursor.SetHead, cursor.Depth) = (from, to, 0, false, 0);
        var currency = Currency(out var negative);

        // "a parabola"
        if (cursor.Current.Kind == TokenKind.Symbol && cursor.Current.Text is "a" or "A" && cursor.At + 1 < cursor.End && cursor.Tokens[cursor.At + 1] is { Kind: TokenKind.Word, Spaced: true } noun && UnitTable.Find(noun.Text) is null)
        {
            return grammar.Words.NumberWord(from, to) ?? grammar.Words.Phrase(cursor.At + 1, to);
        }

        if (cursor.Current.Kind == TokenKind.Word || cursor.Current.Is("angle") || cursor.Current.Is("triangle"))
        {
            return Labelled(from, to);
        }

        var node = grammar.Relations.Relation() ?? Unread(from, to);
        if (node is not null && (cursor.Sees("choose") || cursor.Sees("over")))
        {
            node = grammar.Brackets.Stacked(node);
        }

        if (node is null)
        {
            return null;
        }

        node = negative ? Node.Negate(node) : node;
        node = grammar.Relations.Modulus() is { } modulus ? QuantityGrammar.WithModulus(node, modulus) : RelationGrammar.Identically(node);
        node = currency is not null && UnitParser.Parse(currency) is { } money ? Paid(node, money) : node;
        return cursor.At < cursor.End ? Tail(node, to) ?? Unread(from, to, behind: true) : node;
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

    // \max f = 12, \#S = 12, m\angle ABC = 12: what cannot be read before the last "=" names what stands behind it.
    private Node? Unread(int from, int to, bool behind = false)
    {
        for (var i = to - 2; i > from; i--)
        {
            if (cursor.Match[i] >= 0 && cursor.Match[i] < i)
            {
                i = cursor.Match[i];
                continue;
            }

            if (cursor.Tokens[i] is { Kind: TokenKind.Mark, Text: "<" or ">" or "<=" or ">=" or "!=" or "≡" or "in" or "=>" or "<=>" or "->" or ":" })
            {
                return null;
            }

            if (!cursor.Tokens[i].Is("="))
            {
                continue;
            }

            if (DeniesLabel(from, i) || (behind && cursor.Tokens.GetRange(from, i - from).Exists(static token => token.Is("="))))
            {
                return null;
            }

            var label = grammar.Words.Words(from, i);
            var value = Piece(i + 1, to);
            cursor.At = cursor.End;
            return value is null or { Kind: NodeKind.Text } || value is { IsNumber: true, Value.IsZero: true } ? null : Node.Named(NodeKind.Relation, "=", label, value);
        }

        return null;
    }

    // A denial in a label: "not", "incorrect"; "No. of ways" counts.
    private bool DeniesLabel(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var token = cursor.Tokens[i];
            var number = token.Text is "No" or "no" && i + 1 < to && (cursor.Tokens[i + 1].Is(".") || cursor.Tokens[i + 1].Text is "of");
            if (token.Kind == TokenKind.Word && !number && (Phrasebook.Denies(token.Text.ToLowerInvariant()) || Phrasebook.ChangesInside(token.Text)))
            {
                return true;
            }
        }

        return false;
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
            // "incorrect: 5", "not = 5"
            if (DeniesLabel(cursor.At, relation))
            {
                return grammar.Words.Words(from, to);
            }

            var label = grammar.Words.Words(cursor.At, relation);
            return Piece(relation + 1, to) is { } value ? Node.Named(NodeKind.Relation, "=", label, value) : null;
        }

        return grammar.Words.NumberWord(from, to) ?? Twice(from, to) ?? Prefixed(from, to) ?? grammar.Words.Phrase(from, to);
    }

    // "the answer is 5", "about 5 N", "minus 4", "all real numbers except 0": words before a value.
    private Node? Prefixed(int from, int to)
    {
        var value = from;
        var letter = false;
        while (value < to && (cursor.Tokens[value] is { Kind: TokenKind.Word } or { Kind: TokenKind.Mark, Text: "," } || IsNamedBefore(value, to)))
        {
            letter |= cursor.Tokens[value].Kind == TokenKind.Symbol;
            value++;
        }

        if (value == from || value == to || value - from > MostPrefixWords)
        {
            return null;
        }

        var words = cursor.Tokens.GetRange(from, value - from).ConvertAll(static token => token.Text.ToLowerInvariant());
        var excluding = words is ["all", "real", "numbers" or "values", "except" or "but"] or ["all", "reals", "except"] or ["real", "numbers", "except"];
        var fillers = words.TrueForAll(Phrasebook.SaysNothing);
        if (!excluding && !LeavesValue(words, letter, fillers))
        {
            return null;
        }

        var label = grammar.Words.Words(from, value);
        if (Piece(value, to) is not { } node || node.Kind is NodeKind.Text or NodeKind.Relation or NodeKind.Symbol)
        {
            return null;
        }

        if (words is ["minus" or "negative"])
        {
            return node is { Kind: NodeKind.Quantity, Unit: { } unit } ? Node.Quantity(Node.Negate(node[0]), unit) : Node.Negate(node);
        }

        if (excluding)
        {
            return Node.Of(NodeKind.Difference, Node.Reals, node.Kind == NodeKind.Set ? node : Node.Of(NodeKind.Set, node));
        }

        return fillers ? node : Node.Named(NodeKind.Relation, "=", label, node);
    }

    // Before a value stands its name with a verb, or what says nothing of it: "Section 42" and "skip 42" are no 42, and "half of 5" is no 5.
    private static bool LeavesValue(List<string> words, bool letter, bool fillers)
    {
        var equal = words.IndexOf("equal");
        if (equal >= 0 && equal + 1 < words.Count && words[equal + 1] == "to")
        {
            words.RemoveAt(equal + 1);
        }

        // "is 5", "are 3 and 4": what goes before a verb names the value, else it may change it.
        var names = Phrasebook.IsCopula(words[^1]);
        var negative = words is ["minus" or "negative"];
        return !words.Exists(word => Phrasebook.Hedges(word) || Phrasebook.Supposes(word) || Phrasebook.ChangesInside(word) || (names ? Phrasebook.Denies(word) : Phrasebook.Operates(word) && !negative))
            && (names || (!letter && (fillers || negative || Phrasebook.IsValueNoun(words[^1]))));
    }

    // "f is 5": a letter in the name of a value.
    private bool IsNamedBefore(int at, int to) => cursor.Tokens[at].Kind == TokenKind.Symbol && at + 2 < to && cursor.Tokens[at + 1] is { Kind: TokenKind.Word, Text: "is" or "equals" };

    // What stands behind the value: a condition, a base, a remark, a unit.
    private Node? Tail(Node node, int to)
    {
        if (Condition(cursor.At, cursor.End) && !IsOpenCondition())
        {
            return node;
        }

        // More than any unit has.
        if (cursor.End - cursor.At > UnitParser.LongestUnit)
        {
            return null;
        }

        if (node.Kind != NodeKind.Text && Phrasebook.IsRemark(Behind()))
        {
            return node;
        }

        if (InBase(node) is { } based)
        {
            return based;
        }

        if (cursor.Current.Is("(") && cursor.Match[cursor.At] == to - 1)
        {
            return Bracketed(node, to);
        }

        if (cursor.Tokens[to - 1].Is(")") && cursor.Match[to - 1] > cursor.At && IsComment(cursor.Match[to - 1] + 1, to - 1))
        {
            to = cursor.Match[to - 1];
            cursor.End = to;
        }

        // "5 1/m"
        if (cursor.Mode == ParseMode.Science && cursor.Current is { Kind: TokenKind.Number, Text: "1" } && cursor.At + 2 < cursor.End && cursor.Tokens[cursor.At + 1].Is("/"))
        {
            cursor.At++;
        }

        if (IsVerdict())
        {
            return node;
        }

        return Behind().Exists(static token => token.Kind == TokenKind.Word && Phrasebook.IsNoUnit(token.Text.ToLowerInvariant())) ? null : Measured(node, to);
    }

    // "with probability 1/2", "with luck": no condition, and no unit either.
    private bool IsOpenCondition()
    {
        if (cursor.At + 1 >= cursor.End || cursor.Tokens[cursor.At + 1] is var next && cursor.Current is not { Kind: TokenKind.Word })
        {
            return false;
        }

        return cursor.Current.Text.ToLowerInvariant() switch
        {
            "with" => (next.Kind == TokenKind.Word && Phrasebook.IsChance(next.Text.ToLowerInvariant())) || Behind().Exists(static token => token.Kind == TokenKind.Word && token.Text.ToLowerInvariant() is "probability" or "chance" or "confidence" or "likelihood" or "luck"),
            "for" => next is { Kind: TokenKind.Word, Text: "instance" or "example" or "now" or "starters" },
            _ => false,
        };
    }

    private List<Token> Behind() => cursor.Tokens.GetRange(cursor.At, cursor.End - cursor.At);

    // A remark in brackets: "5 (units)", "13 (see step 2)".
    private Node? Bracketed(Node node, int to)
    {
        if (IsComment(cursor.At + 1, to - 1))
        {
            return node;
        }

        if (cursor.At + 1 >= to - 1)
        {
            return null;
        }

        if (cursor.Tokens.GetRange(cursor.At + 1, to - cursor.At - 2).TrueForAll(static token => token.Kind == TokenKind.Word && Phrasebook.IsName(token.Text.ToLowerInvariant())))
        {
            return node;
        }

        var (at, end) = (cursor.At, cursor.End);
        if (UnitParser.Parse(cursor.Raw(at + 1, to - 1)) is { } unit && (unit.Counted.Length == 0 || (to - at == 3 && Phrasebook.IsCounted(cursor.Tokens[at + 1].Text))))
        {
            return QuantityGrammar.AttachUnit(node, unit);
        }

        // "36 (thirty-six)", "1/3 (about 0.33)": the value once more.
        var other = Piece(at + 1, to - 1);
        (cursor.At, cursor.End) = (at, end);
        return other is not null && IsOneValue(node, other) ? node : null;
    }

    private bool IsOneValue(Node a, Node b) =>
        Equation.IsClosedValue(a) && Equation.IsClosedValue(b) && (new Comparison(cursor.Budget, naturalLog: false, Rational.Zero, cursor.Mode == ParseMode.Science).Same(a, b) || Rounding.IsOf(a, b, cursor.Budget) || Rounding.IsOf(b, a, cursor.Budget));

    // "thirty-six (36)": in words, and once more in figures.
    private Node? Twice(int from, int to)
    {
        if (!cursor.Tokens[to - 1].Is(")") || cursor.Match[to - 1] is var open && open <= from || grammar.Words.NumberWord(from, open) is not { } number || Piece(open + 1, to - 1) is not { } figures)
        {
            return null;
        }

        cursor.At = cursor.End = to;
        return IsOneValue(number, figures) ? figures : null;
    }

    // "42 is the answer"
    private bool IsVerdict()
    {
        var behind = Behind();
        return behind.TrueForAll(static token => token.Kind == TokenKind.Word && (Phrasebook.SaysNothing(token.Text.ToLowerInvariant()) || Phrasebook.IsValueNoun(token.Text.ToLowerInvariant()) || token.Text is "correct" or "right")) && behind.Exists(static token => token.Text is "is");
    }

    // A unit, what is measured, or two units one behind the other; else things that are counted.
    private Node? Measured(Node node, int to)
    {
        var raw = cursor.Raw(cursor.At, cursor.End);
        if (node is { Kind: NodeKind.Ratio, Items: [{ IsNumber: true, Places: < 0 } hours, { IsNumber: true, Places: < 0 } minutes] } && raw.Trim(' ', '}', '~') is "hours" or "hrs" or "h" && hours.Value.IsInteger && minutes.Value is { IsInteger: true, Sign: >= 0 } && hours.Value.Numerator > 12 && hours.Value.Numerator < 24 && minutes.Value.Numerator < 60)
        {
            // "16:45 hours"
            return Node.TimeOfDay((long)((hours.Value.Numerator * 3600) + (minutes.Value.Numerator * 60)), halfKnown: true);
        }

        if (UnitParser.Parse(raw) is { Counted: "" } known)
        {
            return QuantityGrammar.AttachUnit(node, known);
        }

        if (grammar.Quantities.MeasuredUntil(cursor.End) is { } measured)
        {
            return QuantityGrammar.AttachUnit(node, measured);
        }

        // "n even": a word behind a letter is no unit of it.
        if (node.Kind == NodeKind.Symbol && cursor.Current.Kind == TokenKind.Word)
        {
            return null;
        }

        for (var i = cursor.At + 1; i < cursor.End; i++)
        {
            if (cursor.Tokens[i].Kind != TokenKind.Number || cursor.Tokens[i - 1].Is("^") || cursor.Tokens[i - 1].Is("-") || cursor.Tokens[i - 1].Is("{"))
            {
                continue;
            }

            var apart = cursor.Tokens[i].Spaced || cursor.Tokens[i - 1].Is("'");
            var (at, end) = (cursor.At, cursor.End);
            if (apart || (i + 1 < cursor.End && cursor.Tokens[i + 1].Kind is TokenKind.Symbol or TokenKind.Word))
            {
                // "3 hours 20 minutes", "3h20m"
                var compound = Compound(node, i, to);
                if (compound is not null || apart)
                {
                    return compound;
                }

                (cursor.At, cursor.End) = (at, end);
            }
        }

        return UnitParser.Parse(raw) is { } unit ? QuantityGrammar.AttachUnit(node, unit) : null;
    }

    // "see step 2", "approx.", "as required": prose that says nothing of the value.
    private bool IsComment(int from, int to)
    {
        if (from >= to || cursor.Tokens[from].Kind != TokenKind.Word)
        {
            return false;
        }

        var words = cursor.Tokens.GetRange(from, to - from);
        return cursor.Tokens[from].Text.ToLowerInvariant() is "see" or "by" or "from" or "as" or "since" or "because" or "approx" or "approximately" or "rounded" or "using" or "to" or "exact" or "exactly" && !words.Skip(1).Any(static token => Phrasebook.Hedges(token.Text.ToLowerInvariant()));
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
        if (rest is not { Kind: NodeKind.Quantity, Unit: { } small } || !rest[0].IsNumber || !node.IsNumber)
        {
            return null;
        }

        // Behind hours an m is a minute.
        small = small.Name.Trim() == "m" && UnitTable.Find("min") is { } minute && head!.ConvertsTo(minute) ? minute : small;
        return head!.ConvertsTo(small) ? Node.Quantity(Node.OfNumber(node.Value + (rest[0].Value * small.Factor / head.Factor)), head) : null;
    }
}
