using Guide.Answers.Units;

namespace Guide.Answers.Syntax;

/// <content>Runs of letters: functions, names, units and words, or products of variables.</content>
internal sealed partial class Lexer
{
    private int Letters(int position, int end, bool prose)
    {
        var start = position;
        while (position < end && char.IsLetter(_source[position]))
        {
            position++;
        }

        var run = _source[start..position];
        if (prose)
        {
            // Words keep their hyphens and the dots of "a.m.".
            while (position + 1 < end && _source[position] is '-' or '.' or '\'' && char.IsLetter(_source[position + 1]))
            {
                position++;
                while (position < end && char.IsLetter(_source[position]))
                {
                    position++;
                }
            }

            run = _source[start..position];
            if (run.Length == 1 && run[0] is 'e' or 'i')
            {
                Push(TokenKind.Symbol, run, start, position, fromText: true);
            }
            else if (Separator(run) is { } separator)
            {
                Push(TokenKind.Mark, separator, start, position);
            }
            else if (run.Length > 1 && Vocabulary.PlainFunctions.Contains(run) && run is not ("min" or "max" or "sec"))
            {
                Push(TokenKind.Function, Vocabulary.Functions[run], start, position);
            }
            else
            {
                Push(TokenKind.Word, run, start, position, fromText: true);
            }

            return position;
        }

        // "p.m.", "ft-lb" and the like outside \text{}.
        if (run.Length == 1 && position + 1 < end && _source[position] == '.' && _source[position + 1] is 'm' or 'M' && run[0] is 'a' or 'p' or 'A' or 'P')
        {
            Push(TokenKind.Word, run + ".m", start, position + 2);
            return position + 2;
        }

        if (run is "x" or "X" && _spaced && _tokens.Count > 0 && _tokens[^1].Kind == TokenKind.Number && position < end && _source.AsSpan(position, end - position).TrimStart().StartsWith("10^", StringComparison.Ordinal))
        {
            // 3.2 x 10^-5
            PushMark("*", start, position);
            return position;
        }

        if (run.Length == 1)
        {
            Push(TokenKind.Symbol, run, start, position);
            return position;
        }

        if (Separator(run) is { } mark)
        {
            Push(TokenKind.Mark, mark, start, position);
            return position;
        }

        if (Vocabulary.CurrencyCodes.Contains(run))
        {
            Push(TokenKind.Word, run, start, position);
            return position;
        }

        if (Vocabulary.PlainNames.TryGetValue(run, out var name))
        {
            Push(TokenKind.Symbol, name, start, position);
            return position;
        }

        // "$12$ cm" too.
        var afterNumber = _tokens.Count > 0 && (_tokens[^1].Kind == TokenKind.Number || (_tokens[^1].Is("$") && _tokens.Count > 1 && _tokens[^2].Kind == TokenKind.Number));
        var opensArgument = position < end && _source[position] is '(' or '{' or '\\' or '^' or '_' or '[';
        if (Vocabulary.PlainFunctions.Contains(run) && (!(afterNumber && run is "min" or "sec") || opensArgument))
        {
            Push(TokenKind.Function, Vocabulary.Functions[run], start, position);
            return position;
        }

        if (afterNumber && (Vocabulary.PlainUnits.Contains(run) || (run.Length >= 4 && UnitTable.Find(run) is not null)))
        {
            Push(TokenKind.Word, run, start, position);
            return position;
        }

        // "sinx", "lnx", "sqrt3".
        foreach (var length in (ReadOnlySpan<int>)[6, 4, 3, 2])
        {
            if (run.Length == length + 1 && Vocabulary.PlainFunctions.Contains(run[..length]) && run[..length] is not ("min" or "max" or "sec" or "sum"))
            {
                Push(TokenKind.Function, Vocabulary.Functions[run[..length]], start, start + length);
                Push(TokenKind.Symbol, run[length..], start + length, position);
                return position;
            }
        }

        var allCapital = run.All(char.IsUpper);
        if ((run.Length > 3 && !allCapital) || Vocabulary.ShortWords.Contains(run) || run.Length > 6 || run.Any(c => c > 127))
        {
            while (position + 1 < end && _source[position] is '-' or '\'' && char.IsLetter(_source[position + 1]))
            {
                position++;
                while (position < end && char.IsLetter(_source[position]))
                {
                    position++;
                }
            }

            Push(TokenKind.Word, _source[start..position], start, position);
            return position;
        }

        for (var i = start; i < position; i++)
        {
            Push(TokenKind.Symbol, _source[i].ToString(), i, i + 1);
        }

        return position;
    }

    private static string? Separator(string run) => run switch
    {
        "and" or "And" or "AND" => "and",
        "or" or "Or" or "OR" => "or",
        "in" => "in?",
        "union" => "cup",
        "plus" => null,
        _ => null,
    };
}
