using Guide.Answers.Units;

namespace Guide.Answers.Syntax;

/// <content>Tuples, intervals, sets, set-builders, bars, floors, matrices and systems.</content>
internal sealed partial class Parser
{
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
}
