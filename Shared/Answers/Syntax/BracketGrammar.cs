using Guide.Answers.Units;

namespace Guide.Answers.Syntax;

/// <summary>What brackets hold: groups, tuples, intervals, sets, set-builders, bars, floors, matrices and systems.</summary>
internal sealed class BracketGrammar(TokenCursor cursor, Grammar grammar)
{
    /// <summary>One element of a bracket: a relation or words, with its unit.</summary>
    public Node? Element()
    {
        if (cursor.At >= cursor.End)
        {
            return null;
        }

        if (cursor.Current.Kind == TokenKind.Word)
        {
            return grammar.Words.WordOperand();
        }

        var node = grammar.Relations.Relation();
        if (node is null || cursor.Current.Kind != TokenKind.Word)
        {
            return node;
        }

        var stop = cursor.At;
        while (stop < cursor.End && !cursor.Tokens[stop].Is(",") && !cursor.Tokens[stop].Is(";"))
        {
            stop++;
        }

        if (UnitParser.Parse(cursor.Raw(cursor.At, stop)) is not { } unit)
        {
            return null;
        }

        cursor.At = stop;
        return QuantityGrammar.AttachUnit(node, unit);
    }

    /// <summary>At "{": one expression, possibly "a \choose b" or "a \over b".</summary>
    public Node? Group()
    {
        // A brace that never closes: as if it closed at the end.
        var close = Close();
        var (savedEnd, savedBars, savedHead) = (cursor.End, cursor.Bars, cursor.SetHead);
        cursor.At++;
        (cursor.End, cursor.Bars, cursor.SetHead) = (close, 0, false);
        var node = Grouped();
        if (node is not null && cursor.At != close)
        {
            node = null;
        }

        (cursor.End, cursor.Bars, cursor.SetHead) = (savedEnd, savedBars, savedHead);
        cursor.At = Math.Min(close + 1, cursor.End);
        return node;
    }

    /// <summary>a \choose b, a \over b, the first read before.</summary>
    public Node? Stacked(Node top)
    {
        var over = cursor.Current.Is("over");
        cursor.At++;
        var bottom = grammar.Relations.Relation();
        return bottom is null ? null : over ? Node.Divide(top, bottom) : Node.Call("binom", top, bottom);
    }

    /// <summary>At "(", "[" or "]": a value in brackets, a tuple, an interval, a matrix by rows.</summary>
    public Node? Bracket()
    {
        var open = cursor.Current.Text;
        var (savedBars, savedHead) = (cursor.Bars, cursor.SetHead);
        (cursor.Bars, cursor.SetHead) = (0, false);

        // [1, 2[ closes with an opening bracket; so does ]1, 2[.
        var reversible = open == "]" || cursor.Match[cursor.At] < 0;
        cursor.At++;
        var first = cursor.At;
        var items = BracketItems(reversible);
        if (items is not null && open == "[" && cursor.Sees("]") && RowsBySemicolon(items, first, cursor.At) is { } matrix)
        {
            (cursor.Bars, cursor.SetHead) = (savedBars, savedHead);
            cursor.At++;
            return matrix;
        }

        if (items is null)
        {
            return null;
        }

        (cursor.Bars, cursor.SetHead) = (savedBars, savedHead);
        var close = cursor.At < cursor.End ? cursor.Current.Text : open switch { "(" => ")", "[" => "]", _ => "[" };
        cursor.At = Math.Min(cursor.At + 1, cursor.End);
        return Bracketed(items, open, close);
    }

    // [1,2;3,4]: rows parted by semicolons; null where they are none, or not alike.
    private Node? RowsBySemicolon(List<Node> items, int from, int to)
    {
        var rows = Split(from, to, static token => token.Is(";"));
        var columns = rows.Count < 2 ? 0 : items.Count / rows.Count;
        return columns > 1 && columns * rows.Count == items.Count && rows.TrueForAll(row => Split(row.From, row.To, static token => token.Is(",")).Count == columns) ? Node.Named(NodeKind.Matrix, $"{rows.Count}x{columns}", [.. items]) : null;
    }

    /// <summary>At "\{": a set, a set-builder, a system.</summary>
    public Node? Braces()
    {
        var close = Close();
        var (savedEnd, savedBars, savedHead) = (cursor.End, cursor.Bars, cursor.SetHead);
        cursor.At++;
        (cursor.End, cursor.Bars, cursor.SetHead) = (close, 0, true);
        var result = Braced();
        (cursor.End, cursor.Bars, cursor.SetHead) = (savedEnd, savedBars, savedHead);
        cursor.At = Math.Min(close + 1, cursor.End);
        return result;
    }

    /// <summary>At a bar: |x|, and the determinant of a matrix.</summary>
    public Node? Absolute(string bar)
    {
        cursor.At++;
        cursor.Bars++;
        var savedHead = cursor.SetHead;
        cursor.SetHead = false;
        var inner = grammar.Sums.Sum();
        cursor.SetHead = savedHead;
        cursor.Bars--;
        if (inner is null || !cursor.Sees(bar))
        {
            return null;
        }

        cursor.At++;
        return Node.Call(inner.Kind == NodeKind.Matrix ? "det" : "abs", inner);
    }

    /// <summary>⌊x⌋ and ⌈x⌉.</summary>
    public Node? Rounded(string name)
    {
        cursor.At++;
        var savedBars = cursor.Bars;
        cursor.Bars = 0;
        var inner = grammar.Sums.Sum();
        cursor.Bars = savedBars;
        if (inner is null || !(cursor.Sees("rfloor") || cursor.Sees("rceil")))
        {
            return null;
        }

        cursor.At++;
        return Node.Call(name, inner);
    }

    /// <summary>At \begin{…}: a matrix, or equations one below the other.</summary>
    public Node? Matrix(string begin)
    {
        if (begin.EndsWith("cases", StringComparison.Ordinal) && Cases() is { } cases)
        {
            return cases;
        }

        if (begin.EndsWith("lines", StringComparison.Ordinal))
        {
            return Lines();
        }

        cursor.At++;
        var (savedBars, savedHead) = (cursor.Bars, cursor.SetHead);
        (cursor.Bars, cursor.SetHead) = (0, false);
        var rows = Rows();
        if (rows is null)
        {
            return null;
        }

        (cursor.Bars, cursor.SetHead) = (savedBars, savedHead);
        if (cursor.At >= cursor.End)
        {
            return null;
        }

        cursor.At++;
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

    // Values and their conditions; null (and nothing read) when the lines are no such pairs.
    private Node? Cases()
    {
        var (from, savedEnd, savedBars, savedHead) = (cursor.At, cursor.End, cursor.Bars, cursor.SetHead);
        var close = cursor.Match[from];
        if (close < 0 || close >= cursor.End)
        {
            return null;
        }

        (cursor.Bars, cursor.SetHead) = (0, false);
        var items = new List<Node>();
        foreach (var (first, last) in Split(from + 1, close, static token => token.Is("\\\\")))
        {
            var cells = Split(first, last, static token => token.Is("&"));
            if (cells.Count != 2 || Cell(cells[0].From, cells[0].To) is not { } value)
            {
                items.Clear();
                break;
            }

            items.Add(value);
            items.Add(Condition(cells[1].From, cells[1].To));
        }

        (cursor.End, cursor.Bars, cursor.SetHead) = (savedEnd, savedBars, savedHead);
        cursor.At = items.Count == 0 ? from : close + 1;
        return items.Count == 0 ? null : Node.Of(NodeKind.Cases, [.. items]);
    }

    // Statements one below the other; a line that begins with a relation goes on with the one above.
    private Node? Lines()
    {
        var (from, savedEnd, savedBars, savedHead) = (cursor.At, cursor.End, cursor.Bars, cursor.SetHead);
        var close = cursor.Match[from];
        close = close < 0 || close > cursor.End ? cursor.End : close;
        (cursor.Bars, cursor.SetHead) = (0, false);
        var items = new List<Node>();
        var failed = false;
        foreach (var (first, last) in Split(from + 1, close, static token => token.Is("\\\\") || token.Is(",")))
        {
            var line = Aligned(first, last);
            if (line is null)
            {
                failed = true;
                break;
            }

            items.Add(line);
        }

        (cursor.End, cursor.Bars, cursor.SetHead) = (savedEnd, savedBars, savedHead);
        cursor.At = Math.Min(close + 1, cursor.End);
        return failed || items.Count == 0 ? null : items.Count == 1 ? items[0] : Node.Of(items.TrueForAll(static item => item.Kind == NodeKind.Relation) && items.Exists(static item => item.Name != "=") ? NodeKind.And : NodeKind.List, [.. items]);
    }

    // One line; the marks of alignment are nothing: x & = 1.
    private Node? Aligned(int from, int to)
    {
        var cells = Split(from, to, static token => token.Is("&"));
        if (cells.Count == 0)
        {
            return null;
        }

        if (cells.Count == 1)
        {
            return Cell(cells[0].From, cells[0].To);
        }

        // x & = 1: the relation is the second cell's first token.
        var (first, last) = cells[1];
        if (cells.Count != 2 || cursor.Tokens[first] is not { Kind: TokenKind.Mark, Text: "=" or "<" or ">" or "<=" or ">=" or "!=" } relation || Cell(cells[0].From, cells[0].To) is not { } left || Cell(first + 1, last) is not { } right)
        {
            return null;
        }

        return Node.Named(NodeKind.Relation, relation.Text, left, right);
    }

    private Node? Cell(int from, int to)
    {
        while (from < to && cursor.Tokens[to - 1] is { Kind: TokenKind.Mark, Text: "," or "." or ";" })
        {
            to--;
        }

        (cursor.At, cursor.End) = (from, to);
        var node = Element();
        return cursor.At == to ? node : null;
    }

    // "if x > 0", "x > 0,", "n is odd", "otherwise": a relation, or words.
    private Node Condition(int from, int to)
    {
        while (from < to && (cursor.Tokens[from] is { Kind: TokenKind.Word, Text: "if" or "when" or "for" or "where" or "If" or "For" or "When" or "and" } || cursor.Tokens[from].Is(",")))
        {
            from++;
        }

        while (from < to && cursor.Tokens[to - 1] is { Kind: TokenKind.Mark, Text: "," or "." or ";" })
        {
            to--;
        }

        if (to == from + 1 && cursor.Tokens[from].Text.ToLowerInvariant() is "otherwise" or "else" or "elsewhere")
        {
            return Node.Words("otherwise");
        }

        var words = grammar.Words.Words(from, to);
        return cursor.Tokens.GetRange(from, to - from).Exists(static token => token.Kind == TokenKind.Word) ? words : Cell(from, to) ?? words;
    }

    // The stretches between marks outside inner brackets.
    private List<(int From, int To)> Split(int from, int to, Predicate<Token> mark)
    {
        var parts = new List<(int, int)>();
        var start = from;
        for (var i = from; i < to; i++)
        {
            if (cursor.Match[i] > i)
            {
                i = Math.Min(cursor.Match[i], to);
            }
            else if (mark(cursor.Tokens[i]))
            {
                if (i > start)
                {
                    parts.Add((start, i));
                }

                start = i + 1;
            }
        }

        if (to > start)
        {
            parts.Add((start, to));
        }

        return parts;
    }

    private int Close()
    {
        var close = cursor.Match[cursor.At];
        return close < 0 || close > cursor.End ? cursor.End : close;
    }

    private Node? Grouped()
    {
        var node = cursor.Current.Kind == TokenKind.Word ? grammar.Words.WordOperand() : cursor.HasTopLevelComma(cursor.At, cursor.End) ? Element() : grammar.Relations.Relation();
        if (node is not null && (cursor.Sees("choose") || cursor.Sees("over")))
        {
            node = Stacked(node);
        }

        if (node is null)
        {
            return null;
        }

        if (cursor.Sees(","))
        {
            return Unescaped(node);
        }

        if (cursor.Current.Kind is TokenKind.Word && UnitParser.Parse(cursor.Raw(cursor.At, cursor.End)) is { } unit)
        {
            cursor.At = cursor.End;
            return QuantityGrammar.AttachUnit(node, unit);
        }

        return node;
    }

    // {1, 2}: braces without their backslashes.
    private Node? Unescaped(Node first)
    {
        var items = new List<Node> { first };
        while (cursor.Sees(","))
        {
            cursor.At++;
            if (cursor.At >= cursor.End)
            {
                break;
            }

            if (Element() is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        return Node.Of(NodeKind.Set, [.. items]);
    }

    private List<Node>? BracketItems(bool reversible)
    {
        var items = new List<Node>();
        var separated = false;
        while (cursor.At < cursor.End && !(cursor.Current.Kind == TokenKind.Mark && cursor.Current.Text is ")" or "]" || (reversible && items.Count > 0 && !separated && cursor.Current.Is("["))))
        {
            if (cursor.Current.Is(",") || cursor.Current.Is(";"))
            {
                separated = true;
                cursor.At++;
                continue;
            }

            if (cursor.Current.Is("."))
            {
                // "\sqrt{2}.]": a stray stop.
                cursor.At++;
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

        return items;
    }

    private static Node? Bracketed(List<Node> items, string open, string close)
    {
        switch (items.Count)
        {
            case 0:
                return null;
            case 1:
                // "(x = 5)" is no factor.
                return open == "[" && close == "]" && items[0].Kind == NodeKind.Tuple && items[0].Name == "[]" ? Node.Named(NodeKind.Tuple, "[]", items[0]) : items[0];
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

        return items.Count == 2 ? Node.Named(NodeKind.Interval, (open == "[" ? "[" : "(") + (close == "]" ? "]" : ")"), [.. items]) : null;
    }

    private Node? Braced()
    {
        var items = new List<Node>();
        while (cursor.At < cursor.End)
        {
            if (IsSeparator())
            {
                cursor.At++;
                continue;
            }

            if (Element() is not { } item)
            {
                return null;
            }

            items.Add(item);
            if (items.Count == 1 && (cursor.Sees("|") || cursor.Sees(":")))
            {
                cursor.At++;
                cursor.SetHead = false;
                return grammar.Relations.Conditions() is { } condition ? Node.Of(NodeKind.SetBuilder, item, condition) : null;
            }

            if (cursor.At < cursor.End && !IsSeparator())
            {
                return null;
            }
        }

        return items is [{ Kind: NodeKind.List or NodeKind.And } system] ? system : items.Count == 0 ? Node.Empty : Node.Of(NodeKind.Set, [.. items]);
    }

    private bool IsSeparator() => cursor.Sees(",") || cursor.Sees(";") || cursor.Sees("and");

    private List<List<Node>>? Rows()
    {
        var rows = new List<List<Node>> { new() };
        while (cursor.At < cursor.End && !cursor.Current.Text.StartsWith("end ", StringComparison.Ordinal))
        {
            if (cursor.Current.Is("\\\\"))
            {
                rows.Add([]);
                cursor.At++;
            }
            else if (cursor.Current.Is("&") || cursor.Current.Is(",") || cursor.Current is { Kind: TokenKind.Word, Text: "hline" })
            {
                cursor.At++;
            }
            else if (Element() is { } item)
            {
                rows[^1].Add(item);
            }
            else
            {
                return null;
            }
        }

        return rows;
    }
}
