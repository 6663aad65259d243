using Guide.Answers.Numbers;

namespace Guide.Answers.Syntax;

/// <summary>Cuts an answer into tokens in one pass. Everything LaTeX does only for the looks is gone afterwards.</summary>
internal sealed partial class Lexer
{
    private const int MostTokens = 6000;
    private const int LongestNumber = 6000;
    private readonly string _source;
    private readonly Budget _budget;
    private readonly List<Token> _tokens = [];

    // What each open bracket is: a comma between digits groups thousands only outside all of them.
    private readonly Stack<char> _open = new();

    private bool _spaced;
    private int _environments;

    private Lexer(string source, Budget budget)
    {
        _source = source;
        _budget = budget;
    }

    /// <summary>The tokens, ended by <see cref="TokenKind.End"/>; null when there are more than a written answer can have.</summary>
    public static List<Token>? Run(string source, Budget budget)
    {
        var lexer = new Lexer(source, budget);
        if (!lexer.Scan(0, source.Length, prose: false))
        {
            return null;
        }

        lexer._tokens.Add(new Token(TokenKind.End, string.Empty, source.Length, source.Length, false));
        RaisedPrimes(lexer._tokens);
        return lexer._tokens;
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

    private bool Scan(int position, int end, bool prose, int depth = 0)
    {
        if (depth > 20)
        {
            return false;
        }

        while (position < end)
        {
            if (_tokens.Count > MostTokens)
            {
                return false;
            }

            _budget.Spend(1);
            var c = _source[position];
            if (char.IsWhiteSpace(c) || c == '~')
            {
                _spaced = true;
                position++;
            }
            else if (char.IsAsciiDigit(c) || (c == '.' && position + 1 < end && (char.IsAsciiDigit(_source[position + 1]) || (_source[position + 1] == '\\' && DecimalMark(position + 1, end)))))
            {
                position = Number(position, end, prose);
            }
            else if (char.IsLetter(c))
            {
                position = Letters(position, end, prose);
            }
            else if (c == '\\')
            {
                position = Command(position, end, depth);
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

    private void Push(TokenKind kind, string text, int start, int end, Node? number = null, bool fromText = false)
    {
        _tokens.Add(new Token(kind, text, start, end, _spaced, number, fromText));
        _spaced = false;
    }

    private void PushMark(string text, int start, int end)
    {
        switch (text)
        {
            case "(" or "[":
                _open.Push(text[0]);
                break;
            case "\\{" or "{":
                _open.Push('{');
                break;
            case ")" or "]" or "}" or "\\}":
                _open.TryPop(out _);
                break;
        }

        Push(TokenKind.Mark, text, start, end);
    }

    private int Character(int position, int end)
    {
        var c = _source[position];
        var next = position + 1 < end ? _source[position + 1] : '\0';
        string mark;
        var length = 1;
        switch (c)
        {
            case '*' when next == '*':
                mark = "^";
                length = 2;
                break;
            case '*':
                // "**bold**" never opens an answer's product.
                mark = "*";
                break;
            case '+' when next == '/' && position + 2 < end && _source[position + 2] == '-':
                mark = "pm";
                length = 3;
                break;
            case '<' when next == '=' && position + 2 < end && _source[position + 2] == '>':
                mark = "<=>";
                length = 3;
                break;
            case '<' or '>' when next == '=':
                mark = c + "=";
                length = 2;
                break;
            case '=' when next == '<':
                mark = "<=";
                length = 2;
                break;
            case '=' when next == '>':
                mark = "=>";
                length = 2;
                break;
            case '=' when next == '=':
                mark = "=";
                length = 2;
                break;
            case '!' when next == '=':
                mark = "!=";
                length = 2;
                break;
            case '-' when next == '>':
                mark = "->";
                length = 2;
                break;
            case '|' when next == '|':
                mark = "|";
                break;
            case '\'' when next == '\'':
                mark = "''";
                length = 2;
                break;
            case '"':
                mark = "''";
                break;
            case '`':
                _spaced = true;
                return position + 1;
            case '{' when EmptyGroup(position, end) is { } behind:
                _spaced = true;
                return behind;
            case '&' when _environments == 0:
                _spaced = true;
                return position + 1;
            case '.' when next == '.' && position + 2 < end && _source[position + 2] == '.':
                mark = "…";
                length = 3;
                break;
            case '$':
                // Math delimiters inside an answer separate; a dollar sign before a number is read by the caller.
                Push(TokenKind.Mark, "$", position, position + 1);
                return position + 1;
            default:
                mark = c.ToString();
                break;
        }

        PushMark(mark, position, position + length);
        return position + length;
    }

    // "{ }^{\circ}": a group with nothing in it.
    private int? EmptyGroup(int position, int end)
    {
        position++;
        while (position < end && _source[position] == ' ')
        {
            position++;
        }

        return position < end && _source[position] == '}' ? position + 1 : null;
    }

    private bool Starts(int position, int end, string word) => position + word.Length <= end && string.CompareOrdinal(_source, position, word, 0, word.Length) == 0;
}
