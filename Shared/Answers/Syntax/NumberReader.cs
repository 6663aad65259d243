using System.Globalization;
using System.Numerics;
using System.Text;

using Guide.Answers.Numbers;

namespace Guide.Answers.Syntax;

/// <summary>Numbers with their grouping conventions, periods and exponents.</summary>
internal sealed class NumberReader(TokenWriter writer)
{
    private const int LongestNumber = 6000;
    private const int LongestPeriod = 200;

    /// <summary>True when a number begins here: a digit, or a point before one.</summary>
    public bool Begins(int position, int end)
    {
        var c = writer.Source[position];
        return char.IsAsciiDigit(c) || (c == '.' && position + 1 < end && (char.IsAsciiDigit(writer.Source[position + 1]) || (writer.Source[position + 1] == '\\' && DecimalMark(position + 1, end))));
    }

    /// <summary>Writes the number; where it ends.</summary>
    public int Read(int position, int end, bool prose)
    {
        var start = position;
        if (Programmed(ref position, end) is { } programmed)
        {
            writer.Push(TokenKind.Number, writer.Source[start..position], start, position, programmed, prose);
            return position;
        }

        var digits = new StringBuilder();
        var places = Digits(ref position, end, digits);
        if (places < 0 && IsStopBefore(position, end))
        {
            position++;
        }

        if (digits.Length > LongestNumber)
        {
            throw new BudgetExceededException();
        }

        writer.Budget.Spend(digits.Length / 8);
        var value = new Rational(BigInteger.Parse("0" + digits, CultureInfo.InvariantCulture));
        var node = places > 0 ? Node.OfNumber(value / new Rational(BigInteger.Pow(10, places)), places) : Node.OfNumber(value);
        if (places >= 0)
        {
            var tail = digits.ToString(digits.Length - places, places);
            if (Periodic(ref position, end, places, value, tail, out var truncated) is { } periodic)
            {
                node = Node.OfNumber(periodic);
            }
            else if (truncated)
            {
                node = Node.OfNumber(node.Value, places, truncated: true);
            }
        }

        node = WithExponent(node, places, ref position, end);
        writer.Push(TokenKind.Number, writer.Source[start..position], start, position, node, prose);
        return position;
    }

    // 0x1F, 0o17, 0b101
    private Node? Programmed(ref int position, int end)
    {
        if (position + 2 >= end || writer.Source[position] != '0' || (position > 0 && char.IsLetterOrDigit(writer.Source[position - 1])))
        {
            return null;
        }

        var numberBase = writer.Source[position + 1] switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 0 };
        var at = position + 2;
        while (numberBase > 0 && at < end && char.IsAsciiHexDigit(writer.Source[at]))
        {
            at++;
        }

        if (numberBase == 0 || at == position + 2 || (at < end && char.IsLetter(writer.Source[at])) || NameGrammar.BasedNumber(writer.Source[(position + 2)..at].ToUpperInvariant(), numberBase) is not { } based)
        {
            return null;
        }

        position = at;
        return Node.OfNumber(based.Value);
    }

    // The digits without what groups them; how many stand behind the point, -1 without one.
    private int Digits(ref int position, int end, StringBuilder digits)
    {
        var places = -1;
        var list = writer.InBrackets;
        if (DottedGroups(position, end) is { } groupsEnd)
        {
            for (; position < groupsEnd; position++)
            {
                if (writer.Source[position] != '.')
                {
                    digits.Append(writer.Source[position]);
                }
            }

            // 1.234.567,89
            if (!list && position + 1 < end && writer.Source[position] == ',' && char.IsAsciiDigit(writer.Source[position + 1]))
            {
                places = 0;
                position++;
            }
        }

        while (position < end)
        {
            var c = writer.Source[position];
            if (char.IsAsciiDigit(c))
            {
                digits.Append(c);
                places += places >= 0 ? 1 : 0;
                position++;
            }
            else if (c == '.' && places < 0 && position + 1 < end && (char.IsAsciiDigit(writer.Source[position + 1]) || DecimalMark(position + 1, end)))
            {
                places = 0;
                position++;
            }
            else if (places < 0 && IsDecimalComma(position, end, digits))
            {
                // 0{,}75: braces around a comma say that it parts no list.
                places = 0;
                position += 3;
            }
            else if (places > 0 && places % 3 == 0 && writer.Starts(position, end, "\\,") && position + 2 < end && char.IsAsciiDigit(writer.Source[position + 2]))
            {
                // 3.141\,59
                position += 2;
            }
            else if (places < 0 && Thousands(position, end, list, digits.Length) is > 0 and var skip)
            {
                position += skip;
            }
            else
            {
                break;
            }
        }

        return places;
    }

    // Behind three digits it groups thousands, unless the whole part is 0; one of several groups too.
    private bool IsDecimalComma(int position, int end, StringBuilder digits)
    {
        if (!writer.Starts(position, end, "{,}"))
        {
            return false;
        }

        var at = position + 3;
        while (at < end && char.IsAsciiDigit(writer.Source[at]))
        {
            at++;
        }

        var count = at - position - 3;
        return count > 0 && !writer.Starts(at, end, "{,}") && (count != 3 || digits is { Length: 1 } && digits[0] == '0');
    }

    // "5." before an operator: the stop is the number's.
    private bool IsStopBefore(int position, int end) =>
        position + 1 < end && writer.Source[position] == '.' && !char.IsWhiteSpace(writer.Source[position + 1]) && !(writer.Source[position + 1] is '.' or '$' or '\\' or ')' or '}' or ']' or ',') && !char.IsLetter(writer.Source[position + 1]);

    // 1.5e-3, 1.5E+10; "2e3" too, but "2ex" and "2e^{3}" are products.
    private Node WithExponent(Node node, int places, ref int position, int end)
    {
        if (position + 1 >= end || writer.Source[position] is not ('e' or 'E'))
        {
            return node;
        }

        var at = position + 1;
        var negative = writer.Source[at] == '-';
        if (writer.Source[at] is '+' or '-')
        {
            at++;
        }

        var first = at;
        while (at < end && char.IsAsciiDigit(writer.Source[at]))
        {
            at++;
        }

        if (at == first || at - first > 4 || (at < end && char.IsLetter(writer.Source[at])))
        {
            return node;
        }

        var power = int.Parse(writer.Source.AsSpan(first, at - first), CultureInfo.InvariantCulture) * (negative ? -1 : 1);
        position = at;
        return Node.OfNumber(node.Value * Rational.Pow(new Rational(10), power), Math.Max(0, Math.Max(places, 0) - power));
    }

    // 1.234.567: at least two groups of three behind dots; where they end, null when there are none.
    private int? DottedGroups(int position, int end)
    {
        var at = position;
        while (at < end && at - position < 4 && char.IsAsciiDigit(writer.Source[at]))
        {
            at++;
        }

        if (at - position is 0 or > 3 || writer.Source[position] == '0')
        {
            return null;
        }

        var groups = 0;
        while (at + 3 < end && writer.Source[at] == '.' && AllDigits(writer.Source.AsSpan(at + 1, 3)))
        {
            at += 4;
            groups++;
        }

        // 1.000,00
        var european = groups == 1 && at + 2 < end && writer.Source[at] == ',' && AllDigits(writer.Source.AsSpan(at + 1, 2)) && !(at + 3 < end && char.IsLetterOrDigit(writer.Source[at + 3]));
        return (groups >= 2 || european) && !(at < end && (char.IsAsciiDigit(writer.Source[at]) || writer.Source[at] == '.' && at + 1 < end && char.IsAsciiDigit(writer.Source[at + 1]))) ? at : null;
    }

    // The period of a decimal begins here.
    private bool DecimalMark(int position, int end)
    {
        if (writer.Source[position] != '\\')
        {
            return writer.Source[position] == '(';
        }

        foreach (var command in (ReadOnlySpan<string>)["\\overline", "\\bar", "\\dot"])
        {
            if (writer.Starts(position, end, command))
            {
                var at = position + command.Length;
                while (at < end && writer.Source[at] is ' ' or '{')
                {
                    at++;
                }

                return at < end && char.IsAsciiDigit(writer.Source[at]);
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

        ReadOnlySpan<string> separators = ["{,} ", "{,}", " \\, ", "\\text{,}", ",\\!\\!", ",\\!", "\\,", "\\;", "\\:", "\\ ", "{\\,}", "{ }", ",", " ", "'", "~"];
        foreach (var separator in separators)
        {
            if (!writer.Starts(position, end, separator))
            {
                continue;
            }

            var at = position + separator.Length;
            if (separator is ",\\!" or ",\\!\\!")
            {
                while (at < end && writer.Source[at] == ' ')
                {
                    at++;
                }
            }

            var plain = separator is "," or " " or "'" or "~";
            if (plain && (list && separator == ","))
            {
                return 0;
            }

            var three = at + 3 <= end && char.IsAsciiDigit(writer.Source[at]) && char.IsAsciiDigit(writer.Source[at + 1]) && char.IsAsciiDigit(writer.Source[at + 2])
                && (at + 3 >= end || (!char.IsAsciiDigit(writer.Source[at + 3]) && !(separator is " " or "~" && writer.Source[at + 3] == '/') && !(separator == " " && writer.Source[at + 3] == '.' && !(at + 4 < end && char.IsAsciiDigit(writer.Source[at + 4])))));
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
        while (at >= 0 && char.IsAsciiDigit(writer.Source[at]))
        {
            at--;
        }

        var length = position - at - 1;
        return length is >= 1 and <= 3 && !(writer.Source[at + 1] == '0' && !(at >= 1 && writer.Source[at] is ',' or ' ' or '}' or '!' or '\'' or '~'));
    }

    // 0.1(6), 0.1\overline{6}, 0.1\dot{6}, 0.1666…: the value with its period; truncated when dots follow digits without one.
    private Rational? Periodic(ref int position, int end, int places, Rational allDigits, string tail, out bool truncated)
    {
        truncated = false;
        if (Dots(position, end) is > 0 and var dots)
        {
            truncated = true;
            position += dots;
            return Repeated(tail) is { } repeated ? Repeating(allDigits, places, repeated) : null;
        }

        var at = position;
        if ((Bracketed(ref at, end) ?? Overlined(ref at, end) ?? (writer.Starts(at, end, "\\dot") ? Dotted(ref at, end) : null)) is not { } period)
        {
            return null;
        }

        position = at;
        return Repeating(allDigits, places, period);
    }

    private int Dots(int at, int end)
    {
        foreach (var dots in (ReadOnlySpan<string>)["...", "\\ldots", "\\dots", "\\cdots"])
        {
            if (writer.Starts(at, end, dots))
            {
                return dots.Length;
            }
        }

        return 0;
    }

    // The shortest period that the digits repeat: three times for one digit, twice for more.
    private static string? Repeated(string tail)
    {
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
                return tail[^length..];
            }
        }

        return null;
    }

    // 0.1(6)
    private string? Bracketed(ref int at, int end)
    {
        if (at >= end || writer.Source[at] != '(')
        {
            return null;
        }

        var close = writer.Source.IndexOf(')', at, end - at);
        if (close <= at + 1 || close - at >= LongestPeriod || !AllDigits(writer.Source.AsSpan(at + 1, close - at - 1)) || (close + 1 < end && writer.Source[close + 1] == '^'))
        {
            return null;
        }

        var period = writer.Source[(at + 1)..close];
        at = close + 1;
        return period;
    }

    // 0.1\overline{6}
    private string? Overlined(ref int at, int end)
    {
        var overline = writer.Starts(at, end, "\\overline");
        if (!overline && !writer.Starts(at, end, "\\bar"))
        {
            return null;
        }

        var position = writer.SkipBlanks(at + (overline ? "\\overline".Length : "\\bar".Length), end);
        var open = position < end && writer.Source[position] == '{';
        var first = open ? position + 1 : position;
        var last = first;
        while (last < end && char.IsAsciiDigit(writer.Source[last]) && (open || last == first))
        {
            last++;
        }

        if (last == first || last - first >= LongestPeriod || (open && !(last < end && writer.Source[last] == '}')))
        {
            return null;
        }

        at = open ? last + 1 : last;
        return writer.Source[first..last];
    }

    // \dot{3}, \dot{1}\dot{2}, \dot{1}4285\dot{7}: the period from its first dot to its last.
    private string? Dotted(ref int position, int end)
    {
        var period = new StringBuilder();
        var (at, dots, behind) = (position, 0, position);
        while (at < end && dots < 2 && period.Length < LongestPeriod)
        {
            if (char.IsAsciiDigit(writer.Source[at]) && dots == 1)
            {
                period.Append(writer.Source[at++]);
                continue;
            }

            if (!writer.Starts(at, end, "\\dot"))
            {
                break;
            }

            var first = at + "\\dot".Length;
            var open = first < end && writer.Source[first] == '{';
            first += open || (first < end && writer.Source[first] == ' ') ? 1 : 0;
            if (first >= end || !char.IsAsciiDigit(writer.Source[first]) || (open && !(first + 1 < end && writer.Source[first + 1] == '}')))
            {
                break;
            }

            period.Append(writer.Source[first]);
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
