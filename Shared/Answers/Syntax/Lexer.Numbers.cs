using System.Globalization;
using System.Numerics;

using Guide.Answers.Numbers;

namespace Guide.Answers.Syntax;

/// <content>Numbers with their grouping conventions, periods and exponents.</content>
internal sealed partial class Lexer
{
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
}
