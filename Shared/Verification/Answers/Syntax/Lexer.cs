using System.Globalization;
using System.Numerics;

using Guide.Verification.Answers.Numbers;
using Guide.Verification.Answers.Units;

namespace Guide.Verification.Answers.Syntax;

/// <summary>Cuts an answer into tokens in one pass. Everything LaTeX does only for the looks is gone afterwards.</summary>
internal sealed class Lexer
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

    private int Number(int position, int end, bool prose)
    {
        var start = position;
        var digits = new System.Text.StringBuilder();
        var places = -1;
        var list = _open.Count > 0;
        if (DottedGroups(position, end) is { } groupsEnd)
        {
            for (; position < groupsEnd; position++)
            {
                if (_source[position] != '.')
                {
                    digits.Append(_source[position]);
                }
            }

            // 1.234.567,89
            if (!list && position + 1 < end && _source[position] == ',' && char.IsAsciiDigit(_source[position + 1]))
            {
                places = 0;
                position++;
            }
        }

        while (position < end)
        {
            var c = _source[position];
            if (char.IsAsciiDigit(c))
            {
                digits.Append(c);
                if (places >= 0)
                {
                    places++;
                }

                position++;
                continue;
            }

            if (c == '.' && places < 0 && position + 1 < end && (char.IsAsciiDigit(_source[position + 1]) || DecimalMark(position + 1, end)))
            {
                places = 0;
                position++;
                continue;
            }

            if (places < 0 && Thousands(position, end, list, digits.Length) is > 0 and var skip)
            {
                position += skip;
                continue;
            }

            // "0.123 456": digits grouped behind the point.
            break;
        }

        if (places < 0 && position < end && _source[position] == '.' && position + 1 < end && !char.IsWhiteSpace(_source[position + 1]) && !(_source[position + 1] is '.' or '$' or '\\' or ')' or '}' or ']' or ',') && !char.IsLetter(_source[position + 1]))
        {
            position++;
        }

        if (digits.Length > LongestNumber)
        {
            throw new BudgetExceededException();
        }

        _budget.Spend(digits.Length / 8);
        var value = new Rational(BigInteger.Parse("0" + digits, CultureInfo.InvariantCulture));
        var truncated = false;
        var node = places > 0 ? Node.OfNumber(value / new Rational(BigInteger.Pow(10, places)), places) : Node.OfNumber(value);
        if (places >= 0)
        {
            var tail = digits.ToString(digits.Length - places, places);
            if (Periodic(ref position, end, places, value, tail, out truncated) is { } periodic)
            {
                node = Node.OfNumber(periodic);
            }
            else if (truncated)
            {
                node = Node.OfNumber(node.Value, places, truncated: true);
            }
        }

        // 1.5e-3, 1.5E+10; "2e3" too, but "2ex" and "2e^{3}" are products.
        if (position + 1 < end && _source[position] is 'e' or 'E')
        {
            var at = position + 1;
            var negative = _source[at] == '-';
            if (_source[at] is '+' or '-')
            {
                at++;
            }

            var first = at;
            while (at < end && char.IsAsciiDigit(_source[at]))
            {
                at++;
            }

            if (at > first && at - first <= 4 && !(at < end && char.IsLetter(_source[at])))
            {
                var power = int.Parse(_source.AsSpan(first, at - first), CultureInfo.InvariantCulture) * (negative ? -1 : 1);
                node = Node.OfNumber(node.Value * Rational.Pow(new Rational(10), power), Math.Max(0, Math.Max(places, 0) - power));
                position = at;
            }
        }

        Push(TokenKind.Number, _source[start..position], start, position, node, prose);
        return position;
    }

    // 1.234.567: at least two groups of three behind dots; where they end, null when there are none.
    private int? DottedGroups(int position, int end)
    {
        var at = position;
        while (at < end && at - position < 4 && char.IsAsciiDigit(_source[at]))
        {
            at++;
        }

        if (at - position is 0 or > 3 || _source[position] == '0')
        {
            return null;
        }

        var groups = 0;
        while (at + 3 < end && _source[at] == '.' && AllDigits(_source.AsSpan(at + 1, 3)))
        {
            at += 4;
            groups++;
        }

        return groups >= 2 && !(at < end && (char.IsAsciiDigit(_source[at]) || _source[at] == '.' && at + 1 < end && char.IsAsciiDigit(_source[at + 1]))) ? at : null;
    }

    // The period of a decimal begins here.
    private bool DecimalMark(int position, int end)
    {
        if (_source[position] != '\\')
        {
            return _source[position] == '(';
        }

        foreach (var command in (ReadOnlySpan<string>)["\\overline", "\\bar", "\\dot"])
        {
            if (Starts(position, end, command))
            {
                var at = position + command.Length;
                while (at < end && _source[at] is ' ' or '{')
                {
                    at++;
                }

                return at < end && char.IsAsciiDigit(_source[at]);
            }
        }

        return false;
    }

    private bool Starts(int position, int end, string word) => position + word.Length <= end && string.CompareOrdinal(_source, position, word, 0, word.Length) == 0;

    // How many characters of separator stand before exactly three digits: "," "{,}" "\," ",\!" "\ " "\;" and a blank. 0 = none.
    private int Thousands(int position, int end, bool list, int digitsSoFar)
    {
        if (digitsSoFar == 0)
        {
            return 0;
        }

        ReadOnlySpan<string> separators = ["{,}", "\\text{,}", ",\\!\\!", ",\\!", "\\,", "\\;", "\\:", "\\ ", "{\\,}", "{ }", ",", " ", "'", "~"];
        foreach (var separator in separators)
        {
            if (!Starts(position, end, separator))
            {
                continue;
            }

            var at = position + separator.Length;
            if (separator is ",\\!" or ",\\!\\!")
            {
                while (at < end && _source[at] == ' ')
                {
                    at++;
                }
            }

            var plain = separator is "," or " " or "'" or "~";
            if (plain && (list && separator == ","))
            {
                return 0;
            }

            var three = at + 3 <= end && char.IsAsciiDigit(_source[at]) && char.IsAsciiDigit(_source[at + 1]) && char.IsAsciiDigit(_source[at + 2])
                && (at + 3 >= end || (!char.IsAsciiDigit(_source[at + 3]) && !(separator is " " or "~" && _source[at + 3] == '/') && !(separator == " " && _source[at + 3] == '.' && !(at + 4 < end && char.IsAsciiDigit(_source[at + 4])))));
            if (three && (!plain || Groupable(position)))
            {
                return at - position;
            }
        }

        return 0;
    }

    // The digits before the first plain comma are one to three, without a leading zero.
    private bool Groupable(int position)
    {
        var at = position - 1;
        while (at >= 0 && char.IsAsciiDigit(_source[at]))
        {
            at--;
        }

        var length = position - at - 1;
        return length is >= 1 and <= 3 && !(_source[at + 1] == '0' && !(at >= 1 && _source[at] is ',' or ' ' or '}' or '!' or '\'' or '~'));
    }

    private Rational? Periodic(ref int position, int end, int places, Rational allDigits, string tail, out bool truncated)
    {
        truncated = false;
        string? period = null;
        var at = position;
        if (at < end && _source[at] == '(')
        {
            var close = _source.IndexOf(')', at, end - at);
            if (close > at + 1 && close - at < 200 && AllDigits(_source.AsSpan(at + 1, close - at - 1)) && !(close + 1 < end && _source[close + 1] == '^'))
            {
                period = _source[(at + 1)..close];
                at = close + 1;
            }
        }
        else if (Starts(at, end, "\\overline") || Starts(at, end, "\\bar"))
        {
            at += Starts(at, end, "\\overline") ? "\\overline".Length : "\\bar".Length;
            while (at < end && _source[at] == ' ')
            {
                at++;
            }

            var open = at < end && _source[at] == '{';
            var first = open ? at + 1 : at;
            var last = first;
            while (last < end && char.IsAsciiDigit(_source[last]) && (open || last == first))
            {
                last++;
            }

            if (last > first && last - first < 200 && (!open || (last < end && _source[last] == '}')))
            {
                period = _source[first..last];
                at = open ? last + 1 : last;
            }
        }
        else if (Starts(at, end, "\\dot") && Dotted(ref at, end) is { } dotted)
        {
            period = dotted;
        }
        else if (Starts(at, end, "...") || Starts(at, end, "\\ldots") || Starts(at, end, "\\dots") || Starts(at, end, "\\cdots"))
        {
            truncated = true;
            var dots = _source[at] == '.' ? 3 : Starts(at, end, "\\dots") ? 5 : 6;
            position = at + dots;

            // The shortest period that the digits repeat: three times for one digit, twice for more.
            for (var length = 1; length * 2 <= tail.Length; length++)
            {
                var repeats = length == 1 ? 3 : 2;
                if (tail.Length < length * repeats)
                {
                    continue;
                }

                var same = true;
                for (var i = tail.Length - 1; same && i >= tail.Length - (length * (repeats - 1)); i--)
                {
                    same = tail[i] == tail[i - length];
                }

                if (same)
                {
                    return Repeating(allDigits, places, tail[^length..]);
                }
            }

            return null;
        }

        if (period is null)
        {
            return null;
        }

        position = at;
        return Repeating(allDigits, places, period);
    }

    // \dot{3}, \dot{1}\dot{2}, \dot{1}4285\dot{7}: the period from its first dot to its last.
    private string? Dotted(ref int position, int end)
    {
        var period = new System.Text.StringBuilder();
        var (at, dots, behind) = (position, 0, position);
        while (at < end && dots < 2 && period.Length < 200)
        {
            if (char.IsAsciiDigit(_source[at]) && dots == 1)
            {
                period.Append(_source[at++]);
                continue;
            }

            if (!Starts(at, end, "\\dot"))
            {
                break;
            }

            var first = at + "\\dot".Length;
            var open = first < end && _source[first] == '{';
            first += open || (first < end && _source[first] == ' ') ? 1 : 0;
            if (first >= end || !char.IsAsciiDigit(_source[first]) || (open && !(first + 1 < end && _source[first + 1] == '}')))
            {
                break;
            }

            period.Append(_source[first]);
            dots++;
            at = first + (open ? 2 : 1);
            if (dots == 1)
            {
                behind = at;
            }
        }

        if (dots == 0)
        {
            return null;
        }

        position = dots == 2 ? at : behind;
        return dots == 2 ? period.ToString() : period.ToString(0, 1);
    }

    // digits/10^places + period/(10^places·(10^length − 1))
    private static Rational Repeating(Rational digits, int places, string period)
    {
        var scale = BigInteger.Pow(10, places);
        var nines = BigInteger.Pow(10, period.Length) - 1;
        return (digits / new Rational(scale)) + Rational.Of(BigInteger.Parse(period, CultureInfo.InvariantCulture), scale * nines);
    }

    private static bool AllDigits(ReadOnlySpan<char> span) => span.IndexOfAnyExceptInRange('0', '9') < 0;

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
