using Guide.Answers.Units;

namespace Guide.Answers.Syntax;

/// <summary>Commands of LaTeX: marks, functions, environments, prose, and what is only for the looks.</summary>
internal sealed class CommandReader(TokenWriter writer, IScanner scanner)
{
    /// <summary>Writes the command that begins here; where it ends, −1 when its argument is too long or too deep.</summary>
    public int Read(int position, int end, int depth)
    {
        var start = position++;
        if (position >= end)
        {
            return position;
        }

        if (!char.IsAsciiLetter(writer.Source[position]))
        {
            Escape(writer.Source[position], start, end);
            return position + 1;
        }

        while (position < end && char.IsAsciiLetter(writer.Source[position]))
        {
            position++;
        }

        if (position < end && writer.Source[position] == '*')
        {
            position++;
        }

        var name = writer.Source[(start + 1)..position].TrimEnd('*');
        return name switch
        {
            "begin" or "end" => Environment(name, start, position, end),
            "left" or "right" when position < end && writer.Source[position] == '.' => position + 1,
            "mathbb" => Prose(name, start, position, end, depth),
            _ when Vocabulary.Prose.Contains(name) => Prose(name, start, position, end, depth),
            _ => UnitVector(name, start, position, end) ?? Directed(name, start, position, end) ?? Looks(name, position, end) ?? (name == "not" && position < end ? Not(start, position, end) : Named(name, start, position)),
        };
    }

    // What changes only the looks, and what is dropped with its argument; null for anything else.
    private int? Looks(string name, int position, int end)
    {
        if (Vocabulary.Looks.Contains(name))
        {
            writer.Spaced |= name is "quad" or "qquad";
            return position;
        }

        return Vocabulary.Dropped.Contains(name) ? SkipArgument(position, end) : null;
    }

    // A backslash before what is no letter: \{, \%, \\, \$ …; others are blanks.
    private void Escape(char c, int start, int end)
    {
        var behind = start + 2;
        switch (c)
        {
            case '\\' when writer.Environments > 0:
                writer.Push(TokenKind.Mark, "\\\\", start, behind);
                break;
            case '{' or '}':
                writer.PushMark("\\" + c, start, behind);
                break;
            case '%' or '#':
                writer.Push(TokenKind.Mark, c.ToString(), start, behind);
                break;
            case '$':
                // Money stands before or behind a number; elsewhere the sign is a slip.
                if (behind >= end || writer.Source[behind] is not (' ' or '=') || writer.AfterNumber)
                {
                    writer.Push(TokenKind.Mark, "\\$", start, behind);
                }

                break;
            case '|':
                writer.PushMark("|", start, behind);
                break;
            case '&':
                writer.Push(TokenKind.Mark, "and", start, behind);
                break;
            default:
                writer.Spaced = true;
                break;
        }
    }

    private int Not(int start, int position, int end)
    {
        position = writer.SkipBlanks(position, end);
        if (position < end && writer.Source[position] == '=')
        {
            writer.Push(TokenKind.Mark, "!=", start, position + 1);
            return position + 1;
        }

        if (writer.Starts(position, end, "\\in"))
        {
            writer.Push(TokenKind.Mark, "notin", start, position + 3);
            return position + 3;
        }

        writer.Push(TokenKind.Mark, "not", start, position);
        return position;
    }

    // A command that stands for one token.
    private int Named(string name, int start, int position)
    {
        if (name == "circ" && IsComposition(position))
        {
            writer.Push(TokenKind.Mark, "∘", start, position);
        }
        else if (name == "times" && IsCross(position))
        {
            writer.Push(TokenKind.Mark, "⨯", start, position);
        }
        else if (Vocabulary.Marks.TryGetValue(name, out var mark))
        {
            writer.PushMark(mark, start, position);
        }
        else if (Vocabulary.Functions.TryGetValue(name, out var function))
        {
            writer.Push(TokenKind.Function, function, start, position);
        }
        else if (Vocabulary.Accents.TryGetValue(name, out var accent))
        {
            writer.Push(TokenKind.Mark, "accent " + accent, start, position);
        }
        else if (name == "cr" && writer.Environments > 0)
        {
            writer.Push(TokenKind.Mark, "\\\\", start, position);
        }
        else if (name is "overline" or "bar")
        {
            writer.Push(TokenKind.Mark, "overline", start, position);
        }
        else if (Symbol(name) is { } symbol)
        {
            writer.Push(TokenKind.Symbol, symbol, start, position);
        }
        else
        {
            return Glued(name, start) ?? Unknown(name, start, position);
        }

        return position;
    }

    // f \circ g, but 30\circ and 30^\circ.
    private bool IsComposition(int position)
    {
        var next = writer.SkipBlanks(position, writer.Source.Length);
        return writer.Tokens.Count > 0 && writer.Tokens[^1] is { Kind: TokenKind.Symbol } && next < writer.Source.Length && (char.IsLetter(writer.Source[next]) || writer.Source[next] == '(');
    }

    // \nabla\times\vec F, \vec a\times\vec b: no product of numbers.
    private bool IsCross(int position)
    {
        var next = writer.SkipBlanks(position, writer.Source.Length);
        return (writer.Tokens.Count > 0 && writer.Tokens[^1] is { Kind: TokenKind.Symbol, Text: "nabla" }) || writer.Starts(next, writer.Source.Length, "\\vec") || writer.Starts(next, writer.Source.Length, "\\mathbf") || writer.Starts(next, writer.Source.Length, "\\overrightarrow");
    }

    // \mathbf{i}, \hat{\jmath}, \vec{k}: a unit vector; where it ends.
    private int? UnitVector(string name, int start, int position, int end)
    {
        if (name is not ("mathbf" or "hat" or "vec" or "bm" or "boldsymbol" or "widehat" or "overrightarrow"))
        {
            return null;
        }

        var at = writer.SkipBlanks(position, end);
        foreach (var (text, letter) in (ReadOnlySpan<(string, string)>)[("{i}", "i"), ("{j}", "j"), ("{k}", "k"), ("{\\imath}", "i"), ("{\\jmath}", "j"), ("\\imath", "i"), ("\\jmath", "j"), ("i", "i"), ("j", "j"), ("k", "k")])
        {
            if (writer.Starts(at, end, text) && (text.Length > 1 || !(at + 1 < end && char.IsAsciiLetter(writer.Source[at + 1]))))
            {
                writer.Push(TokenKind.Symbol, "unit " + letter, start, at + text.Length);
                return at + text.Length;
            }
        }

        return null;
    }

    // \overrightarrow{AB}: one name with a direction; where it ends.
    private int? Directed(string name, int start, int position, int end)
    {
        if (name is not ("vec" or "overrightarrow"))
        {
            return null;
        }

        var at = writer.SkipBlanks(position, end);
        if (at >= end || writer.Source[at] != '{' || writer.Source.IndexOf('}', at) is not (> 0 and var close) || close >= end || close - at - 1 is < 2 or > 3)
        {
            return null;
        }

        var ends = writer.Source[(at + 1)..close];
        if (!ends.All(char.IsAsciiLetterUpper))
        {
            return null;
        }

        writer.Push(TokenKind.Symbol, "arrow " + ends, start, close + 1);
        return close + 1;
    }

    private static string? Symbol(string name) => name switch
    {
        "top" or "intercal" => "T",
        "imath" => "i",
        "jmath" => "j",
        "pi" => "pi",
        "infty" or "infin" => "inf",
        "emptyset" or "varnothing" => "empty",
        "R" or "Reals" => "reals",
        "Z" => "integers",
        "varepsilon" => "epsilon",
        "varphi" => "phi",
        "vartheta" => "theta",
        _ => Vocabulary.Greek.Contains(name) ? name : null,
    };

    // "\cdotx", "\pir": a known command with letters glued on; where the command ends.
    private int? Glued(string name, int start)
    {
        for (var length = name.Length - 1; length >= 2; length--)
        {
            if (name[..length] is "pi" or "cdot" or "times" or "circ")
            {
                return Named(name[..length], start, start + 1 + length);
            }
        }

        return null;
    }

    private int Unknown(string name, int start, int position)
    {
        writer.Push(TokenKind.Word, name, start, position);
        return position;
    }

    private int Environment(string name, int start, int position, int end)
    {
        var open = writer.SkipBlanks(position, end);
        var close = open < end && writer.Source[open] == '{' ? writer.Source.IndexOf('}', open, end - open) : -1;
        if (close < 0)
        {
            return position;
        }

        var environment = writer.Source[(open + 1)..close].TrimEnd('*');
        var matrix = environment is "pmatrix" or "bmatrix" or "vmatrix" or "matrix" or "Bmatrix" or "Vmatrix" or "smallmatrix" or "array" or "cases" or "dcases" or "rcases" || IsLines(environment);
        if (!matrix)
        {
            return close + 1;
        }

        var mark = name + " " + (environment is "vmatrix" ? "det" : environment.EndsWith("cases", StringComparison.Ordinal) ? "cases" : IsLines(environment) ? "lines" : "matrix");
        if (name == "end")
        {
            writer.EndEnvironment(mark, start, close + 1);
            return close + 1;
        }

        writer.BeginEnvironment(mark, start, close + 1);

        // The column description of an array.
        return environment is "array" or "alignedat" or "alignat" && close + 1 < end && writer.Source[close + 1] == '{' ? SkipArgument(close + 1, end) : close + 1;
    }

    private static bool IsLines(string environment) => environment is "aligned" or "align" or "gathered" or "gather" or "split" or "eqnarray" or "alignedat" or "alignat" or "multline";

    private int SkipArgument(int position, int end)
    {
        position = writer.SkipBlanks(position, end);
        if (position >= end || writer.Source[position] != '{')
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
            if (writer.Source[i] == '\\')
            {
                i++;
            }
            else if (writer.Source[i] == '{')
            {
                depth++;
            }
            else if (writer.Source[i] == '}' && --depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    private int Prose(string name, int start, int position, int end, int depth)
    {
        position = writer.SkipBlanks(position, end);
        if (position >= end)
        {
            return position;
        }

        var (first, last, after) = (position, position + 1, position + 1);
        if (writer.Source[position] == '{')
        {
            var close = Match(position, end);
            (first, last, after) = close < 0 ? (position + 1, end, end) : (position + 1, close, close + 1);
        }

        var content = writer.Source.AsSpan(first, last - first).Trim();
        if (name == "mathbb")
        {
            writer.Push(TokenKind.Symbol, content.Length == 1 ? content[0] switch { 'R' => "reals", 'Z' => "integers", 'N' => "naturals", 'Q' => "rationals", 'C' => "complexes", _ => content.ToString() } : content.ToString(), start, after);
            return after;
        }

        if (name is "mathrm" or "text" or "textrm" or "operatorname" && content is "C" or "P" or "A" && after < end && writer.Source[after] is '_' or '^')
        {
            // \mathrm{C}_6^2
            writer.Push(TokenKind.Symbol, content.ToString(), start, after);
            return after;
        }

        if (name is "operatorname" or "mathrm" or "text" && Vocabulary.Functions.TryGetValue(content.ToString(), out var function) && function is not ("min" or "max" or "sec" or "frac" or "Re" or "Im" or "sum" or "int" or "sign"))
        {
            writer.Push(TokenKind.Function, function, start, after);
            return after;
        }

        if (name == "mathrm" && content.Length is 2 or 3 && writer.Tokens.Count > 0 && !writer.AfterNumber && !writer.Tokens[^1].Is(")") && UnitTable.Find(content.ToString()) is null)
        {
            // "\mathrm{d}x", "x_{\mathrm{max}}": left to the general rule.
            writer.Spaced = false;
        }

        writer.Spaced |= first < last && char.IsWhiteSpace(writer.Source[first]);
        if (!scanner.Scan(first, last, prose: true, depth + 1))
        {
            return -1;
        }

        writer.Spaced |= last > first && char.IsWhiteSpace(writer.Source[last - 1]);
        return after;
    }
}
