using Guide.Answers.Numbers;

namespace Guide.Answers.Syntax;

/// <summary>Cuts an answer into tokens in one pass. Everything LaTeX does only for the looks is gone afterwards.</summary>
internal sealed class Lexer : IScanner
{
    private const int MostTokens = 6000;
    private const int DeepestProse = 20;
    private readonly TokenWriter _writer;
    private readonly NumberReader _numbers;
    private readonly LetterReader _letters;
    private readonly CommandReader _commands;

    private Lexer(string source, Budget budget)
    {
        _writer = new TokenWriter(source, budget);
        _numbers = new NumberReader(_writer);
        _letters = new LetterReader(_writer);
        _commands = new CommandReader(_writer, this);
    }

    /// <summary>The tokens, ended by <see cref="TokenKind.End"/>; null when there are more than a written answer can have.</summary>
    public static List<Token>? Run(string source, Budget budget)
    {
        var lexer = new Lexer(source, budget);
        if (!lexer.Scan(0, source.Length, prose: false, depth: 0))
        {
            return null;
        }

        var tokens = lexer._writer.Tokens;
        tokens.Add(new Token(TokenKind.End, string.Empty, source.Length, source.Length, false));
        RaisedPrimes(tokens);
        return tokens;
    }

    /// <inheritdoc />
    public bool Scan(int position, int end, bool prose, int depth)
    {
        if (depth > DeepestProse)
        {
            return false;
        }

        var source = _writer.Source;
        while (position < end)
        {
            if (_writer.Tokens.Count > MostTokens)
            {
                return false;
            }

            _writer.Budget.Spend(1);
            var c = source[position];
            if (char.IsWhiteSpace(c) || c == '~')
            {
                _writer.Spaced = true;
                position++;
            }
            else if (_numbers.Begins(position, end))
            {
                position = _numbers.Read(position, end, prose);
            }
            else if (char.IsLetter(c))
            {
                position = _letters.Read(position, end, prose);
            }
            else if (c == '\\')
            {
                position = _commands.Read(position, end, depth);
                if (position < 0)
                {
                    return false;
                }
            }
            else
            {
                position = Character(position, end);
            }
        }

        return true;
    }

    // "15^{\prime}" and "15^\prime" are 15'.
    private static void RaisedPrimes(List<Token> tokens)
    {
        for (var i = tokens.Count - 2; i >= 0; i--)
        {
            if (!tokens[i].Is("^"))
            {
                continue;
            }

            if (IsPrime(tokens[i + 1]))
            {
                tokens.RemoveAt(i);
            }
            else if (i + 3 < tokens.Count && tokens[i + 1].Is("{") && IsPrime(tokens[i + 2]))
            {
                var twice = i + 4 < tokens.Count && tokens[i + 2].Is("'") && tokens[i + 3].Is("'");
                if (tokens[twice ? i + 4 : i + 3].Is("}"))
                {
                    tokens[i] = tokens[i + 2] with { Text = twice ? "''" : tokens[i + 2].Text, Spaced = tokens[i].Spaced };
                    tokens.RemoveRange(i + 1, twice ? 4 : 3);
                }
            }
        }
    }

    private static bool IsPrime(Token token) => token.Is("'") || token.Is("''");

    private int Character(int position, int end)
    {
        var source = _writer.Source;
        switch (source[position])
        {
            case '`':
            case '&' when _writer.Environments == 0:
                _writer.Spaced = true;
                return position + 1;
            case '{' when EmptyGroup(position, end) is { } behind:
                _writer.Spaced = true;
                return behind;
            case '$':
                // Math delimiters inside an answer separate; a dollar sign before a number is read by the parser.
                _writer.Push(TokenKind.Mark, "$", position, position + 1);
                return position + 1;
        }

        var (mark, length) = Mark(source.AsSpan(position, end - position));
        _writer.PushMark(mark, position, position + length);
        return position + length;
    }

    // The mark at the beginning of the rest, and how many characters it takes.
    private static (string Mark, int Length) Mark(ReadOnlySpan<char> rest)
    {
        var c = rest[0];
        var next = rest.Length > 1 ? rest[1] : '\0';
        var third = rest.Length > 2 ? rest[2] : '\0';
        return (c, next) switch
        {
            ('*', '*') => ("^", 2),
            ('+', '/') when third == '-' => ("pm", 3),
            ('<', '=') when third == '>' => ("<=>", 3),
            ('<', '=') => ("<=", 2),
            ('>', '=') => (">=", 2),
            ('=', '<') => ("<=", 2),
            ('=', '>') => ("=>", 2),
            ('=', '=') => ("=", 2),
            ('!', '=') => ("!=", 2),
            ('-', '>') => ("->", 2),
            ('\'', '\'') => ("''", 2),
            ('"', _) => ("''", 1),
            ('.', '.') when third == '.' => ("…", 3),
            _ => (c.ToString(), 1),
        };
    }

    // "{ }^{\circ}": a group with nothing in it.
    private int? EmptyGroup(int position, int end)
    {
        position = _writer.SkipBlanks(position + 1, end);
        return position < end && _writer.Source[position] == '}' ? position + 1 : null;
    }
}
