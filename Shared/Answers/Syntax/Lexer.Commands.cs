using Guide.Answers.Units;

namespace Guide.Answers.Syntax;

/// <content>Commands of LaTeX: marks, functions, environments, prose, and what is only for the looks.</content>
internal sealed partial class Lexer
{
    private int Command(int position, int end, int depth)
    {
        var start = position++;
        if (position >= end)
        {
            return position;
        }

        var c = _source[position];
        if (!char.IsAsciiLetter(c))
        {
            switch (c)
            {
                case '\\':
                    if (_environments > 0)
                    {
                        Push(TokenKind.Mark, "\\\\", start, position + 1);
                    }
                    else
                    {
                        _spaced = true;
                    }

                    break;
                case '{' or '}':
                    PushMark("\\" + c, start, position + 1);
                    break;
                case '%' or '#':
                    Push(TokenKind.Mark, c.ToString(), start, position + 1);
                    break;
                case '$':
                    // Money stands before or behind a number; elsewhere the sign is a slip.
                    if (position + 1 >= end || _source[position + 1] is not (' ' or '=') || (_tokens.Count > 0 && _tokens[^1].Kind == TokenKind.Number))
                    {
                        Push(TokenKind.Mark, "\\$", start, position + 1);
                    }

                    break;
                case '|':
                    PushMark("|", start, position + 1);
                    break;
                case '&':
                    Push(TokenKind.Mark, "and", start, position + 1);
                    break;
                case '(' or ')' or '[' or ']':
                    // Inline delimiters within an answer.
                    _spaced = true;
                    break;
                default:
                    _spaced = true;
                    break;
            }

            return position + 1;
        }

        while (position < end && char.IsAsciiLetter(_source[position]))
        {
            position++;
        }

        if (position < end && _source[position] == '*')
        {
            position++;
        }

        var name = _source[(start + 1)..position].TrimEnd('*');
        if (name is "begin" or "end")
        {
            return Environment(name, start, position, end);
        }

        if (name is "left" or "right" && position < end && _source[position] == '.')
        {
            return position + 1;
        }

        if (Vocabulary.Prose.Contains(name) || name is "mathbb")
        {
            return Prose(name, start, position, end, depth);
        }

        if (Vocabulary.Looks.Contains(name))
        {
            _spaced |= name is "quad" or "qquad";
            return position;
        }

        if (Vocabulary.Dropped.Contains(name))
        {
            return SkipArgument(position, end);
        }

        if (name == "not" && position < end)
        {
            while (position < end && _source[position] == ' ')
            {
                position++;
            }

            if (position < end && _source[position] == '=')
            {
                Push(TokenKind.Mark, "!=", start, position + 1);
                return position + 1;
            }

            if (Starts(position, end, "\\in"))
            {
                Push(TokenKind.Mark, "notin", start, position + 3);
                return position + 3;
            }

            return position;
        }

        if (Vocabulary.Marks.TryGetValue(name, out var mark))
        {
            PushMark(mark, start, position);
            return position;
        }

        if (Vocabulary.Functions.TryGetValue(name, out var function))
        {
            Push(TokenKind.Function, function, start, position);
            return position;
        }

        switch (name)
        {
            case "pi":
                Push(TokenKind.Symbol, "pi", start, position);
                return position;
            case "infty" or "infin":
                Push(TokenKind.Symbol, "inf", start, position);
                return position;
            case "emptyset" or "varnothing":
                Push(TokenKind.Symbol, "empty", start, position);
                return position;
            case "overline" or "bar":
                Push(TokenKind.Mark, "overline", start, position);
                return position;
            case "R" or "Reals":
                Push(TokenKind.Symbol, "reals", start, position);
                return position;
            case "Z":
                Push(TokenKind.Symbol, "integers", start, position);
                return position;
        }

        if (Vocabulary.Greek.Contains(name))
        {
            Push(TokenKind.Symbol, name switch { "varepsilon" => "epsilon", "varphi" => "phi", "vartheta" => "theta", _ => name }, start, position);
            return position;
        }

        // "\cdotx", "\pir": a known command with letters glued on.
        for (var length = name.Length - 1; length >= 2; length--)
        {
            if (name[..length] is "pi" or "cdot" or "times" or "circ")
            {
                PushGlued(name[..length], start, start + 1 + length);
                return start + 1 + length;
            }
        }

        Push(TokenKind.Word, name, start, position);
        return position;
    }

    private void PushGlued(string name, int start, int end)
    {
        if (name == "pi")
        {
            Push(TokenKind.Symbol, "pi", start, end);
        }
        else
        {
            PushMark(Vocabulary.Marks[name], start, end);
        }
    }

    private int Environment(string name, int start, int position, int end)
    {
        var open = position;
        while (open < end && _source[open] == ' ')
        {
            open++;
        }

        var close = open < end && _source[open] == '{' ? _source.IndexOf('}', open, end - open) : -1;
        if (close < 0)
        {
            return position;
        }

        var environment = _source[(open + 1)..close].TrimEnd('*');
        var matrix = environment is "pmatrix" or "bmatrix" or "vmatrix" or "matrix" or "Bmatrix" or "Vmatrix" or "smallmatrix" or "array" or "cases";
        if (!matrix)
        {
            return close + 1;
        }

        _environments += name == "begin" ? 1 : -1;
        Push(TokenKind.Mark, name + " " + (environment is "vmatrix" ? "det" : environment is "cases" ? "cases" : "matrix"), start, close + 1);
        if (name == "begin")
        {
            _open.Push('m');
        }
        else
        {
            _open.TryPop(out _);
        }

        // The column description of an array.
        if (name == "begin" && environment == "array" && close + 1 < end && _source[close + 1] == '{')
        {
            return SkipArgument(close + 1, end);
        }

        return close + 1;
    }

    private int SkipArgument(int position, int end)
    {
        while (position < end && _source[position] == ' ')
        {
            position++;
        }

        if (position >= end || _source[position] != '{')
        {
            return position;
        }

        var close = Match(position, end);
        return close < 0 ? end : close + 1;
    }

    // The brace that closes the one at position.
    private int Match(int position, int end)
    {
        var depth = 0;
        for (var i = position; i < end; i++)
        {
            if (_source[i] == '\\')
            {
                i++;
            }
            else if (_source[i] == '{')
            {
                depth++;
            }
            else if (_source[i] == '}' && --depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    private int Prose(string name, int start, int position, int end, int depth)
    {
        while (position < end && _source[position] == ' ')
        {
            position++;
        }

        if (position >= end)
        {
            return position;
        }

        var (first, last, after) = (position, position + 1, position + 1);
        if (_source[position] == '{')
        {
            var close = Match(position, end);
            (first, last, after) = close < 0 ? (position + 1, end, end) : (position + 1, close, close + 1);
        }

        var content = _source.AsSpan(first, last - first).Trim();
        if (name == "mathbb")
        {
            Push(TokenKind.Symbol, content.Length == 1 ? content[0] switch { 'R' => "reals", 'Z' => "integers", 'N' => "naturals", 'Q' => "rationals", 'C' => "complexes", _ => content.ToString() } : content.ToString(), start, after);
            return after;
        }

        if (name is "operatorname" or "mathrm" or "text" && Vocabulary.Functions.TryGetValue(content.ToString(), out var function) && function is not ("min" or "max" or "sec" or "frac" or "Re" or "Im" or "sum" or "int" or "sign"))
        {
            Push(TokenKind.Function, function, start, after);
            return after;
        }

        if (name == "mathrm" && content.Length >= 2 && content.Length <= 3 && _tokens.Count > 0 && _tokens[^1].Kind != TokenKind.Number && !_tokens[^1].Is(")") && UnitTable.Find(content.ToString()) is null)
        {
            // "\mathrm{d}x", "x_{\mathrm{max}}": left to the general rule.
            _spaced = false;
        }

        _spaced |= first < last && char.IsWhiteSpace(_source[first]);
        if (!Scan(first, last, prose: true, depth + 1))
        {
            return -1;
        }

        _spaced |= last > first && char.IsWhiteSpace(_source[last - 1]);
        return after;
    }
}
