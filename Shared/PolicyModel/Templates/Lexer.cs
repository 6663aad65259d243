using System.Globalization;
using System.Text;

namespace Guide.PolicyModel.Templates;

/// <summary>
/// Template text to tokens, with the white space rules that chat templates are rendered under: a newline behind a block or comment tag goes
/// (trim_blocks), blanks before one that opens its line go (lstrip_blocks), <c>-</c> takes all white space on its side, <c>+</c> keeps it, and
/// one newline at the template's end goes.
/// </summary>
internal sealed class Lexer
{
    private static readonly string[] Operators = ["**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ":", ".", "|"];

    private readonly List<Token> _tokens = [];
    private readonly string _source;
    private int _at;
    private int _line = 1;
    private bool _lineStarts = true;

    private Lexer(string source) => _source = source;

    /// <summary>All tokens, the last an <see cref="TokenKind.End"/>.</summary>
    /// <exception cref="TemplateException">The text is not a template.</exception>
    public static IReadOnlyList<Token> Read(string source)
    {
        if (source.Length > TemplateBudget.Source)
        {
            throw new TemplateException($"the template has more than {TemplateBudget.Source} characters");
        }

        source = source.ReplaceLineEndings("\n");
        var lexer = new Lexer(source.EndsWith('\n') ? source[..^1] : source);
        while (lexer._at < lexer._source.Length)
        {
            lexer.Next();
        }

        lexer._tokens.Add(new Token(TokenKind.End, "", lexer._line));
        return lexer._tokens;
    }

    /// <summary>Text up to the next tag, and the tag.</summary>
    private void Next()
    {
        var tag = NextTag();
        if (tag < 0)
        {
            AddText(_source[_at..]);
            MoveTo(_source.Length);
            return;
        }

        var sign = tag + 2 < _source.Length ? _source[tag + 2] : ' ';
        var kind = _source[tag + 1];
        AddText(Before(_source[_at..tag], kind, sign));
        MoveTo(tag + 2 + (sign is '-' or '+' ? 1 : 0));
        switch (kind)
        {
            case '#':
                SkipComment();
                break;
            case '{':
                Tag(TokenKind.OutputStart, TokenKind.OutputEnd, "}}");
                break;
            default:
                Block();
                break;
        }
    }

    private int NextTag()
    {
        for (var at = _source.IndexOf('{', _at); at >= 0 && at + 1 < _source.Length; at = _source.IndexOf('{', at + 1))
        {
            if (_source[at + 1] is '{' or '%' or '#')
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>The text before a tag, cut as the tag and its sign demand.</summary>
    private string Before(string text, char kind, char sign)
    {
        if (sign == '-')
        {
            return Strings.TrimEnd(text);
        }

        if (sign == '+' || kind == '{')
        {
            return text;
        }

        var line = text.LastIndexOf('\n') + 1;
        return (line > 0 || _lineStarts) && text.AsSpan(line).IsWhiteSpace() ? text[..line] : text;
    }

    private void Block()
    {
        var line = _line;
        if (Word(_at) is var (word, end) && word == "raw" && BlockEnd(end, trim: false) is { } body)
        {
            MoveTo(body);
            Raw(line);
            return;
        }

        Tag(TokenKind.BlockStart, TokenKind.BlockEnd, "%}");
    }

    /// <summary>The word at a place behind blanks, and where it ends.</summary>
    private (string Word, int End) Word(int at)
    {
        while (at < _source.Length && char.IsWhiteSpace(_source[at]))
        {
            at++;
        }

        var end = at;
        while (end < _source.Length && (char.IsLetterOrDigit(_source[end]) || _source[end] == '_'))
        {
            end++;
        }

        return (_source[at..end], end);
    }

    /// <summary>The place behind a block tag that ends here, its white space rule applied; null = it does not end here. "raw" alone keeps its newline.</summary>
    private int? BlockEnd(int at, bool trim)
    {
        while (at < _source.Length && char.IsWhiteSpace(_source[at]))
        {
            at++;
        }

        var sign = at < _source.Length && _source[at] is '-' or '+' ? _source[at] : ' ';
        at += sign == ' ' ? 0 : 1;
        return string.CompareOrdinal(_source, at, "%}", 0, 2) == 0 ? After(at + 2, trim || sign == '-' ? sign : '+') : null;
    }

    /// <summary>Where text goes on behind a block or comment tag.</summary>
    private int After(int at, char sign)
    {
        if (sign == '-')
        {
            while (at < _source.Length && Strings.IsSpace(_source[at]))
            {
                at++;
            }
        }
        else if (sign != '+' && at < _source.Length && _source[at] == '\n')
        {
            at++;
        }

        return at;
    }

    private void Raw(int line)
    {
        for (var at = _source.IndexOf("{%", _at, StringComparison.Ordinal); at >= 0; at = _source.IndexOf("{%", at + 1, StringComparison.Ordinal))
        {
            var sign = at + 2 < _source.Length ? _source[at + 2] : ' ';
            var (word, end) = Word(at + 2 + (sign is '-' or '+' ? 1 : 0));
            if (word == "endraw" && BlockEnd(end, trim: true) is { } after)
            {
                AddText(Before(_source[_at..at], '%', sign));
                MoveTo(after);
                return;
            }
        }

        throw TemplateException.At(line, "'raw' without 'endraw'");
    }

    private void SkipComment()
    {
        var end = _source.IndexOf("#}", _at, StringComparison.Ordinal);
        if (end < 0)
        {
            throw TemplateException.At(_line, "a comment is not closed");
        }

        MoveTo(After(end + 2, end > _at ? _source[end - 1] : ' '));
    }

    private void Tag(TokenKind start, TokenKind stop, string close)
    {
        _tokens.Add(new Token(start, "", _line));
        var open = new Stack<char>();
        while (true)
        {
            SkipBlanks();
            if (_at >= _source.Length)
            {
                throw TemplateException.At(_line, $"'{close}' is missing");
            }

            if (open.Count == 0 && Closes(close, out var sign))
            {
                _tokens.Add(new Token(stop, "", _line));
                var end = _at + close.Length + (sign == ' ' ? 0 : 1);
                MoveTo(stop == TokenKind.BlockEnd || sign == '-' ? After(end, sign) : end);
                return;
            }

            Expression(open);
        }
    }

    private bool Closes(string close, out char sign)
    {
        sign = _source[_at] == '-' || (_source[_at] == '+' && close == "%}") ? _source[_at] : ' ';
        if (sign != ' ' && string.CompareOrdinal(_source, _at + 1, close, 0, 2) == 0)
        {
            return true;
        }

        sign = ' ';
        return string.CompareOrdinal(_source, _at, close, 0, 2) == 0;
    }

    private void Expression(Stack<char> open)
    {
        var c = _source[_at];
        if (c is '"' or '\'')
        {
            String(c);
        }
        else if (char.IsAsciiDigit(c))
        {
            Number();
        }
        else if (char.IsLetter(c) || c == '_')
        {
            var (word, end) = Word(_at);
            Add(TokenKind.Name, word, end);
        }
        else if (Array.Find(Operators, o => string.CompareOrdinal(_source, _at, o, 0, o.Length) == 0) is { } found)
        {
            Balance(open, found[0]);
            Add(TokenKind.Operator, found, _at + found.Length);
        }
        else
        {
            throw TemplateException.At(_line, $"'{c}' is not expected");
        }
    }

    private void Balance(Stack<char> open, char c)
    {
        if (c is '(' or '[' or '{')
        {
            open.Push(c);
        }
        else if (c is ')' or ']' or '}' && (!open.TryPop(out var opened) || (opened, c) is not (('(', ')') or ('[', ']') or ('{', '}'))))
        {
            throw TemplateException.At(_line, $"'{c}' closes nothing");
        }
    }

    private void Number()
    {
        var end = _at;
        var kind = TokenKind.Integer;
        while (end < _source.Length && (char.IsAsciiDigit(_source[end]) || _source[end] == '_'))
        {
            end++;
        }

        if (end + 1 < _source.Length && _source[end] == '.' && char.IsAsciiDigit(_source[end + 1]) && !AfterDot())
        {
            kind = TokenKind.Float;
            end = Digits(end + 1);
        }

        if (end < _source.Length && _source[end] is 'e' or 'E')
        {
            var exponent = end + 1 < _source.Length && _source[end + 1] is '+' or '-' ? end + 2 : end + 1;
            if (Digits(exponent) > exponent)
            {
                kind = TokenKind.Float;
                end = Digits(exponent);
            }
        }

        if (end < _source.Length && (char.IsLetterOrDigit(_source[end]) || _source[end] == '_'))
        {
            throw TemplateException.At(_line, $"'{_source[_at..(end + 1)]}' is not a number");
        }

        Add(kind, _source[_at..end].Replace("_", "", StringComparison.Ordinal), end);
    }

    // "a.0.1": two places of a list, not a fraction.
    private bool AfterDot() => _tokens[^1].IsOperator(".");

    private int Digits(int at)
    {
        while (at < _source.Length && char.IsAsciiDigit(_source[at]))
        {
            at++;
        }

        return at;
    }

    private void String(char quote)
    {
        var line = _line;
        var text = new StringBuilder();
        var at = _at + 1;
        while (true)
        {
            if (at >= _source.Length)
            {
                throw TemplateException.At(line, "a string is not closed");
            }

            var c = _source[at++];
            if (c == quote)
            {
                break;
            }

            if (c == '\\' && at < _source.Length)
            {
                at = Escape(text, at);
            }
            else
            {
                text.Append(c);
            }
        }

        Add(TokenKind.String, text.ToString(), at);
    }

    private int Escape(StringBuilder text, int at)
    {
        var c = _source[at++];
        const string Letters = "abfnrtv\\'\"";
        var known = Letters.IndexOf(c, StringComparison.Ordinal);
        if (known >= 0)
        {
            text.Append("\a\b\f\n\r\t\v\\'\""[known]);
            return at;
        }

        switch (c)
        {
            case '\n':
                return at;
            case 'x' or 'u' or 'U':
                var length = c switch { 'x' => 2, 'u' => 4, _ => 8 };
                if (at + length > _source.Length || !uint.TryParse(_source.AsSpan(at, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code > 0x10FFFF)
                {
                    throw TemplateException.At(_line, $"the escape \\{c} is cut short");
                }

                text.Append(code is >= 0xD800 and < 0xE000 ? ((char)code).ToString() : char.ConvertFromUtf32((int)code));
                return at + length;
            case >= '0' and <= '7':
                var end = at;
                while (end < at + 2 && end < _source.Length && _source[end] is >= '0' and <= '7')
                {
                    end++;
                }

                text.Append((char)Convert.ToInt32(_source[(at - 1)..end], 8));
                return end;
            default:
                text.Append('\\').Append(c);
                return at;
        }
    }

    private void SkipBlanks()
    {
        var end = _at;
        while (end < _source.Length && char.IsWhiteSpace(_source[end]))
        {
            end++;
        }

        MoveTo(end);
    }

    private void Add(TokenKind kind, string text, int end)
    {
        _tokens.Add(new Token(kind, text, _line));
        MoveTo(end);
    }

    private void AddText(string text)
    {
        if (text.Length > 0)
        {
            _tokens.Add(new Token(TokenKind.Text, text, _line));
        }
    }

    private void MoveTo(int at)
    {
        if (at > _at)
        {
            _line += _source.AsSpan(_at, at - _at).Count('\n');
            _lineStarts = _source[at - 1] == '\n';
            _at = at;
        }
    }
}
