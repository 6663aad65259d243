using Guide.Answers.Units;

namespace Guide.Answers.Syntax;

/// <summary>Runs of letters: functions, names, units and words, or products of variables.</summary>
internal sealed class LetterReader(TokenWriter writer)
{
    /// <summary>Writes the run that begins here; where it ends.</summary>
    public int Read(int position, int end, bool prose)
    {
        var start = position;
        position = Letters(position, end);
        if (prose)
        {
            return Prose(start, position, end);
        }

        var run = writer.Source[start..position];
        if (position + 1 < end && writer.Source[position] == '.' && char.IsAsciiLetter(writer.Source[position + 1]) && Vocabulary.Modules.Contains(run))
        {
            // np.pi, math.sqrt
            return position + 1;
        }

        // "p.m.", "ft-lb" and the like outside \text{}.
        if (run.Length == 1 && position + 1 < end && writer.Source[position] == '.' && writer.Source[position + 1] is 'm' or 'M' && run[0] is 'a' or 'p' or 'A' or 'P')
        {
            writer.Push(TokenKind.Word, run + ".m", start, position + 2);
            return position + 2;
        }

        if (run is "x" or "X" && writer.AfterNumber && position < end && IsTen(writer.Source.AsSpan(position, end - position).TrimStart()))
        {
            // 3.2 x 10^-5, 3.2x10**8
            writer.PushMark("*", start, position);
            return position;
        }

        if (run.Length == 1 && char.IsAscii(run[0]))
        {
            writer.Push(TokenKind.Symbol, run, start, position);
            return position;
        }

        return Known(run, start, position, end) || Glued(run, start, position) || Behind(run, start, position, end) ? position : WordOrProduct(run, start, position, end);
    }

    private static bool IsTen(ReadOnlySpan<char> rest) => rest.StartsWith("10", StringComparison.Ordinal) && rest[2..].TrimStart() is var behind && (behind.StartsWith("^", StringComparison.Ordinal) || behind.StartsWith("**", StringComparison.Ordinal));

    private int Letters(int position, int end)
    {
        while (position < end && char.IsLetter(writer.Source[position]))
        {
            position++;
        }

        return position;
    }

    // Words keep what joins them ("non-negative", "a.m.", "don't").
    private int Joined(int position, int end, bool dots)
    {
        while (position + 1 < end && (writer.Source[position] is '-' or '\'' || (dots && writer.Source[position] == '.')) && char.IsLetter(writer.Source[position + 1]))
        {
            position = Letters(position + 1, end);
        }

        return position;
    }

    private int Prose(int start, int position, int end)
    {
        position = Joined(position, end, dots: true);
        var run = writer.Source[start..position];
        if (run.Length == 1 && run[0] is 'e' or 'i')
        {
            writer.Push(TokenKind.Symbol, run, start, position, fromText: true);
        }
        else if (Separator(run) is { } separator)
        {
            writer.Push(TokenKind.Mark, separator, start, position);
        }
        else if (run.Length > 1 && Vocabulary.PlainFunctions.Contains(run) && run is not ("min" or "max" or "sec" or "sum"))
        {
            writer.Push(TokenKind.Function, Vocabulary.Functions[run], start, position);
        }
        else
        {
            writer.Push(TokenKind.Word, run, start, position, fromText: true);
        }

        return position;
    }

    // Separators, currencies, names, functions, units.
    private bool Known(string run, int start, int position, int end)
    {
        // "$12$ cm" too.
        var afterNumber = writer.AfterNumber || (writer.Tokens.Count > 1 && writer.Tokens[^1].Is("$") && writer.Tokens[^2].Kind == TokenKind.Number) || (writer.Spaced && writer.Tokens.Count > 0 && run is not ("min" or "sec" or "in" or "bar") && (writer.Tokens[^1] is { Kind: TokenKind.Symbol, Text: "pi" } || writer.Tokens[^1].Is("}") || writer.Tokens[^1].Is(")")));
        if (Separator(run) is { } mark)
        {
            writer.Push(TokenKind.Mark, mark, start, position);
        }
        else if (run is "choose" && writer.Tokens.Count > 0)
        {
            writer.Push(TokenKind.Mark, "choose", start, position);
        }
        else if (Vocabulary.CurrencyCodes.Contains(run))
        {
            writer.Push(TokenKind.Word, run, start, position);
        }
        else if (Vocabulary.PlainNames.TryGetValue(run, out var name))
        {
            writer.Push(TokenKind.Symbol, name, start, position);
        }
        else if (Vocabulary.PlainFunctions.Contains(run) && (!(afterNumber && run is "min" or "sec") || (position < end && writer.Source[position] is '(' or '{' or '\\' or '^' or '_' or '[')))
        {
            writer.Push(TokenKind.Function, Vocabulary.Functions[run], start, position);
        }
        else if (afterNumber && (Vocabulary.PlainUnits.Contains(run) || (run.Length >= 4 && UnitTable.Find(run) is not null)))
        {
            writer.Push(TokenKind.Word, run, start, position);
        }
        else
        {
            return false;
        }

        return true;
    }

    // "sinx", "lnx", "sqrtx".
    private bool Glued(string run, int start, int position)
    {
        foreach (var length in (ReadOnlySpan<int>)[6, 4, 3, 2])
        {
            if (run.Length == length + 1 && Vocabulary.PlainFunctions.Contains(run[..length]) && run[..length] is not ("min" or "max" or "sec" or "sum"))
            {
                writer.Push(TokenKind.Function, Vocabulary.Functions[run[..length]], start, start + length);
                writer.Push(TokenKind.Symbol, run[length..], start + length, position);
                return true;
            }
        }

        return false;
    }

    // "xsin(x)": letters and a function glued on.
    private bool Behind(string run, int start, int position, int end)
    {
        for (var letters = 1; letters <= 2 && letters + 3 <= run.Length && position < end && writer.Source[position] == '('; letters++)
        {
            if (Vocabulary.PlainFunctions.Contains(run[letters..]) && run[letters..] is "sin" or "cos" or "tan" or "log" or "exp" or "sqrt")
            {
                for (var i = 0; i < letters; i++)
                {
                    writer.Push(TokenKind.Symbol, run[i].ToString(), start + i, start + i + 1);
                }

                writer.Push(TokenKind.Function, Vocabulary.Functions[run[letters..]], start + letters, position);
                return true;
            }
        }

        return false;
    }

    private int WordOrProduct(string run, int start, int position, int end)
    {
        // "Ann: 5": a name.
        if (run.Length == 3 && char.IsUpper(run[0]) && char.IsLower(run[1]) && char.IsLower(run[2]) && writer.SkipBlanks(position, end) is var next && next < end && writer.Source[next] is ':' or '=')
        {
            writer.Push(TokenKind.Word, run, start, position);
            return position;
        }

        // "An ellipse": an article stands before a word.
        if (run is "An" or "an" && writer.Tokens.Count == 0 && position + 1 < end && writer.Source[position] == ' ' && Letters(position + 1, end) is var noun && (noun - position > 4 || Vocabulary.ShortWords.Contains(writer.Source[(position + 1)..noun])) && writer.Source[position + 1] is not 'x')
        {
            writer.Push(TokenKind.Word, run, start, position);
            return position;
        }

        // 1st, but |st|.
        var ordinal = run is "st" or "nd" or "rd" or "th" && !writer.AfterNumber && !(writer.Tokens.Count > 0 && (writer.Tokens[^1].Is("^") || writer.Tokens[^1].Is("{")));
        if ((run.Length > 3 && !run.All(char.IsUpper)) || (Vocabulary.ShortWords.Contains(run) && !ordinal) || run.Length > 6 || run.Any(c => c > 127))
        {
            position = Joined(position, end, dots: false);
            writer.Push(TokenKind.Word, writer.Source[start..position], start, position);
            return position;
        }

        for (var i = start; i < position; i++)
        {
            writer.Push(TokenKind.Symbol, writer.Source[i].ToString(), i, i + 1);
        }

        return position;
    }

    private static string? Separator(string run) => run switch
    {
        "and" or "And" or "AND" => "and",
        "or" or "Or" or "OR" => "or",
        "in" => "in?",
        "union" => "cup",
        _ => null,
    };
}
