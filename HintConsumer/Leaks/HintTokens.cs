namespace Guide.HintConsumer.Leaks;

/// <summary>Cuts a text into values, signs and words; brackets and the arguments of LaTeX commands are groups. Linear in its length, groups at most so deep.</summary>
internal sealed class HintTokens
{
    private const int Deepest = 40;
    private static readonly HashSet<string> Functions = ["sin", "cos", "tan", "cot", "sec", "csc", "log", "ln", "exp", "sqrt", "pi", "infinity", "infty", "arcsin", "arccos", "arctan", "gcd", "lcm", "mod", "binom"];
    private static readonly HashSet<string> Relations = ["le", "leq", "ge", "geq", "lt", "gt", "ne", "neq", "approx", "equiv", "in", "sim", "cong", "leqslant", "geqslant"];
    private static readonly HashSet<string> Breaks = ["Rightarrow", "implies", "to", "rightarrow", "quad", "qquad", "newline", "item", "begin", "end", "therefore", "because"];

    private readonly string _text;
    private int _at;

    private HintTokens(string text) => _text = text;

    /// <summary>The pieces of a text.</summary>
    public static IReadOnlyList<Token> Of(string text) => new HintTokens(text).Read(depth: 0, closed: false);

    private char Here => _at < _text.Length ? _text[_at] : '\0';

    private List<Token> Read(int depth, bool closed)
    {
        var tokens = new List<Token>();
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(Here) && Here is not ('\n' or '\r'))
            {
                _at++;
            }
            else if (closed && (Here is ')' or ']' or '}' || (Here == '\\' && _at + 1 < _text.Length && _text[_at + 1] == '}')))
            {
                break;
            }
            else
            {
                tokens.Add(Next(depth));
            }
        }

        return tokens;
    }

    private Token Next(int depth)
    {
        var from = _at;
        if (char.IsAsciiDigit(Here) || (Here == '.' && _at + 1 < _text.Length && char.IsAsciiDigit(_text[_at + 1])))
        {
            Number();
            return new(TokenKind.Value, from, _at);
        }

        if (char.IsLetter(Here))
        {
            return Letters();
        }

        if (Here == '\\')
        {
            return Command(depth);
        }

        if (Here is '(' or '[' or '{')
        {
            return Group(from, open: 1, depth);
        }

        _at++;
        return Strength(from) is { } strength ? new(TokenKind.Sign, from, _at, strength) : new(TokenKind.Break, from, _at);
    }

    private int? Strength(int at) => _text[at] switch
    {
        ',' or ';' => -1,
        '=' or '<' or '>' or '~' => 0,
        '+' or '-' or '±' or '∓' => 1,
        '*' or '/' => 2,
        ':' when at > 0 && at + 1 < _text.Length && char.IsAsciiDigit(_text[at - 1]) && char.IsAsciiDigit(_text[at + 1]) => 2,
        '^' or '_' => 3,
        '!' or '%' or '°' => 4,
        _ => null,
    };

    private void Number()
    {
        Digits();
        // 1,080 is one number; 1,08 and 1,0800 are none.
        while (Here == ',' && At(1) && At(2) && At(3) && !At(4))
        {
            _at += 4;
        }

        if (Here == '.' && At(1))
        {
            _at++;
            Digits();
        }

        // 1.7e1
        if (Here is 'e' or 'E' && (At(1) || (_at + 1 < _text.Length && _text[_at + 1] is '-' or '+' && At(2))))
        {
            _at += 2;
            Digits();
        }

        bool At(int ahead) => _at + ahead < _text.Length && char.IsAsciiDigit(_text[_at + ahead]);
    }

    private void Digits()
    {
        while (char.IsAsciiDigit(Here))
        {
            _at++;
        }
    }

    // A word, a letter, or the name of a function: x72 is a name, 2x is not.
    private Token Letters()
    {
        var from = _at;
        while (char.IsLetterOrDigit(Here) || (Here is '\'' or '’' && _at + 1 < _text.Length && char.IsLetter(_text[_at + 1])))
        {
            _at++;
        }

        var word = _text[from.._at];
        return word.Length == 1 || Functions.Contains(word.ToLowerInvariant()) ? new(TokenKind.Value, from, _at) : new(TokenKind.Word, from, _at);
    }

    private Token Command(int depth)
    {
        var from = _at++;
        if (Here is '{' or '[' or '(' && Here == '{')
        {
            return Group(from, open: 1, depth);
        }

        if (Here == '%')
        {
            _at++;
            return new(TokenKind.Sign, from, _at, 4);
        }

        if (!char.IsAsciiLetter(Here))
        {
            _at = Math.Min(_at + 1, _text.Length);
            return new(TokenKind.Break, from, _at);
        }

        while (char.IsAsciiLetter(Here))
        {
            _at++;
        }

        var name = _text[(from + 1).._at];
        return name switch
        {
            "times" or "cdot" or "div" or "ast" => new(TokenKind.Sign, from, _at, 2),
            "pm" or "mp" or "cup" or "cap" => new(TokenKind.Sign, from, _at, 1),
            _ when Relations.Contains(name) => new(TokenKind.Sign, from, _at),
            _ when Breaks.Contains(name) => new(TokenKind.Break, from, _at),
            _ => WithArguments(from, name, depth),
        };
    }

    // \frac{1}{2}, \frac12, \sqrt[3]{5}, \sqrt2
    private Token WithArguments(int from, string name, int depth)
    {
        var inner = new List<Token>();
        var shortOnes = name switch { "frac" or "dfrac" or "tfrac" or "cfrac" or "binom" or "dbinom" or "tbinom" => 2, "sqrt" => 1, _ => 0 };
        while (_at < _text.Length)
        {
            var before = _at;
            Blanks();
            if (Here == '{' || (Here == '[' && name == "sqrt"))
            {
                inner.Add(Group(_at, open: 1, depth));
            }
            else if (inner.Count < shortOnes && (char.IsAsciiLetterOrDigit(Here) || Here == '\\'))
            {
                inner.Add(ShortArgument(name, depth));
            }
            else
            {
                _at = before;
                break;
            }
        }

        return new(TokenKind.Value, from, _at, Inner: inner.Count == 0 ? null : inner);
    }

    private Token ShortArgument(string name, int depth)
    {
        var from = _at;
        if (Here == '\\')
        {
            return depth < Deepest ? Next(depth + 1) : new(TokenKind.Break, from, ++_at);
        }

        if (name == "sqrt" && char.IsAsciiDigit(Here))
        {
            Number();
        }
        else
        {
            _at++;
        }

        return new(TokenKind.Value, from, _at);
    }

    private void Blanks()
    {
        while (Here == ' ')
        {
            _at++;
        }
    }

    private Token Group(int from, int open, int depth)
    {
        _at += open;
        if (depth >= Deepest)
        {
            return new(TokenKind.Break, from, _at);
        }

        var inner = Read(depth + 1, closed: true);
        if (_at < _text.Length)
        {
            _at += Here == '\\' ? 2 : 1;
        }

        // A bracket of prose is no value; what stands in it may hold some.
        return new(inner.Exists(static token => token.Kind is TokenKind.Word or TokenKind.Break) ? TokenKind.Break : TokenKind.Value, from, _at, Inner: inner);
    }
}
