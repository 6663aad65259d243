using System.Buffers;

using Guide.Answers.Units;

namespace Guide.Answers.Extraction;

/// <summary>The last number, never a part of a formula, a unit or a name: where it stands in one, the whole formula. Refuses what its sentence denies or leaves open.</summary>
internal static class NumberPlace
{
    private const int MostTokens = 40;
    private const int LongestToken = 400;

    private static readonly SearchValues<char> SpecialDigits = SearchValues.Create("⁰¹²³⁴⁵⁶⁷⁸⁹½⅓¼⅔¾π√");

    private static readonly SearchValues<char> Signed = SearchValues.Create("0123456789.,-−+");

    private static readonly SearchValues<char> Numeral = SearchValues.Create("0123456789.,-−+/%");

    private static readonly string[] Functions = ["log", "ln", "sin", "cos", "tan", "sqrt", "exp", "arcsin", "arccos", "arctan", "√"];

    /// <summary>The last number of a text.</summary>
    public static Finding Find(string text)
    {
        var before = text.Length;
        for (var looks = 0; looks < MostTokens && before > 0; looks++)
        {
            var digit = LastDigit(text, before);
            if (digit < 0)
            {
                return Finding.None;
            }

            var token = Token(text, digit);
            var written = text[token.Start..token.End];
            before = token.Start;
            if (IsUnit(text, token, written, out var measured))
            {
                return Checked(text, measured.Start, token.End, $"{text[measured.Start..measured.End]}\\text{{ {written}}}");
            }

            if (IsName(written) || Remarks.Counts(text, token.Start, token.End))
            {
                continue;
            }

            // "90m²", "5kg": a number and its unit without a blank.
            var digits = written.AsSpan().IndexOfAnyExcept(Signed);
            if (digits > 0 && char.IsAsciiDigit(written[0]) && !written.Contains('=', StringComparison.Ordinal) && UnitParser.IsKnown(written[digits..]) && !(written[digits] is 'e' or 'E'))
            {
                return Checked(text, token.Start, token.End, $"{written[..digits]}\\text{{ {written[digits..]}}}");
            }

            return Value(text, token);
        }

        return Finding.None;
    }

    private static Finding Value(string text, (int Start, int End) token)
    {
        var (start, end) = token;
        var equals = text.LastIndexOf('=', end - 1, end - start);
        if (equals >= start)
        {
            start = equals + 1;
            if (start == end)
            {
                return Finding.None;
            }

            return Checked(text, start, end, text[start..end] + (IsPlain(text[start..end]) && UnitBehind.Read(text, end) is { } measure ? measure.Unit : ""));
        }

        if (Assignments(text, start) is var labelled && labelled < start)
        {
            return Checked(text, labelled, end, text[labelled..end]);
        }

        // "\\frac{1}{3} ≈ 0.333": the exact value with its rounding.
        if (Exact(text, start) is var exact && exact < start)
        {
            return Checked(text, exact, end, text[exact..end].Replace("≈", " \\approx ", StringComparison.Ordinal));
        }

        var sign = Sign(text, ref start);
        if (Formula(text, start) is var begin && begin < start)
        {
            return Checked(text, begin, end, text[begin..end] is var whole && UnitBehind.Read(text, end) is { } behind ? whole + behind.Unit : text[begin..end]);
        }

        if (Joined(text, start) is var (list, offered) && list < start)
        {
            return offered ? Finding.Refused("several values are offered") with { At = list, End = end } : Checked(text, list, end, text[list..end]);
        }

        var value = sign + text[start..end];
        return Checked(text, start, end, IsPlain(text[start..end]) && UnitBehind.Read(text, end) is { } unit ? value + unit.Unit : value);
    }

    // Where the value before a sign of rounding begins; the number's own place without one.
    private static int Exact(string text, int start)
    {
        var before = text.AsSpan(0, start).TrimEnd(' ');
        before = before.EndsWith("≈") ? before[..^1] : before.EndsWith("\\approx") ? before[..^7] : default;
        before = before.TrimEnd(' ');
        if (before.Length == 0 || !(char.IsAsciiDigit(before[^1]) || before[^1] is '}' or ')') || LastDigit(text, before.Length) is not (>= 0 and var digit))
        {
            return start;
        }

        var value = Token(text, digit);
        var equals = text.LastIndexOf('=', value.End - 1, value.End - value.Start);
        return value.End >= before.Length && text[value.Start] != '$' ? equals >= value.Start ? equals + 1 : value.Start : start;
    }

    // "x = 2 and y = 3": where the first of the labels begins; the number's own place when there is one value only.
    private static int Assignments(string text, int start)
    {
        var (begin, count) = (start, 0);
        for (var at = start; count < 12;)
        {
            var before = text.AsSpan(0, at).TrimEnd(' ');
            if (!before.EndsWith("="))
            {
                break;
            }

            before = before[..^1].TrimEnd(' ');
            var letters = 0;
            while (letters < before.Length && char.IsAsciiLetter(before[^(letters + 1)]))
            {
                letters++;
            }

            if (letters is 0 or > 2)
            {
                break;
            }

            (begin, count) = (before.Length - letters, count + 1);
            before = before[..^letters].TrimEnd(' ');
            before = before.EndsWith(" and") || before.EndsWith(",and") ? before[..^3].TrimEnd(' ') : before.EndsWith(" or") ? before[..^2].TrimEnd(' ') : before.EndsWith(",") ? before : default;
            before = before.TrimEnd(", ");
            if (before.Length == 0 || !char.IsAsciiDigit(before[^1]))
            {
                break;
            }

            at = Token(text, before.Length - 1).Start;
            if (text[at..before.Length].AsSpan().IndexOfAnyExcept(Numeral) >= 0)
            {
                break;
            }
        }

        return count > 1 ? begin : start;
    }

    private static Finding Checked(string text, int start, int end, string value) =>
        Statement.Before(text, start) is Doubt.Denied or Doubt.Open || Statement.DeniedBehind(text, end) || Statement.OfferedBehind(text.AsSpan(end, Math.Min(40, text.Length - end)))
            ? new Finding(null, "the last number is denied or left open", start, end)
            : Retraction.Behind(text, end) is not null ? new Finding(null, "the last number is taken back", start, end) : new Finding(value, null, start, end);

    private static int LastDigit(string text, int before)
    {
        var at = text.AsSpan(0, before).LastIndexOfAnyInRange('0', '9');
        var special = text.AsSpan(Math.Max(0, at), before - Math.Max(0, at)).LastIndexOfAny(SpecialDigits);
        return special >= 0 ? Math.Max(0, at) + special : at;
    }

    // The run of characters without blanks around a digit, without the punctuation of the sentence.
    private static (int Start, int End) Token(string text, int at)
    {
        var start = at;
        while (start > 0 && at - start < LongestToken && Belongs(text, start - 1))
        {
            start--;
        }

        var end = at + 1;
        while (end < text.Length && end - at < LongestToken && Belongs(text, end))
        {
            end++;
        }

        // A pair in brackets may hold blanks: "(2, 5)", "[2, 5)".
        if (Brackets(text, start, end) is { } pair)
        {
            return pair;
        }

        while (end > at + 1 && (text[end - 1] is '.' or ',' or ':' or ';' or '!' or '?' or '\'' or '’' or '-' or '*' or '_' or '|' or '\\' || (text[end - 1] is ')' or ']' or '}' && !Opens(text, start, end, text[end - 1]))))
        {
            end--;
        }

        while (start < at && (text[start] is '*' or '_' or '\'' or '‘' or ',' or ':' or ';' or '|' or '#' or '≈' or '~' || text[start] == '$' || (text[start] is '\\' && text[start + 1] is '$') || (text[start] is '(' or '[' or '{' && !Closes(text, start, end, text[start]))))
        {
            start++;
        }

        // "(-7)", "(42)".
        if (text[start] == '(' && text[end - 1] == ')' && end - start > 2 && text.AsSpan(start + 1, end - start - 2).IndexOfAny('(', ')') < 0)
        {
            (start, end) = (start + 1, end - 1);
        }

        return (start, end);
    }

    private static bool Belongs(string text, int at)
    {
        var c = text[at];
        return !char.IsWhiteSpace(c) && c is not ('"' or '“' or '”' or '`' or '—' or '…' or '<' or '>' or '→' or '⇒' or '≈' or '∴') && !(c > '\u2e7f' && c < '\uff00') && !(c == '*' && ((at > 0 && text[at - 1] == '*') || (at + 1 < text.Length && text[at + 1] == '*')))
            && !(c == '.' && at + 1 < text.Length && text[at + 1] == '.');
    }

    private static (int Start, int End)? Brackets(string text, int start, int end)
    {
        var close = text.AsSpan(start, end - start).IndexOfAny(')', ']');
        if (close < 0 || text.AsSpan(start, close).IndexOfAny('(', '[') >= 0)
        {
            return null;
        }

        for (var i = start - 1; i >= 0 && start - i < 120; i--)
        {
            if (text[i] is '(' or '[')
            {
                return text.AsSpan(i, start - i).Contains(',') ? (i, start + close + 1) : null;
            }

            if (!char.IsAsciiDigit(text[i]) && text[i] is not (' ' or ',' or '.' or '-' or '/' or '+' or '−'))
            {
                return null;
            }
        }

        return null;
    }

    private static bool Opens(string text, int start, int end, char close) => Balance(text, start, end, close) >= 0;

    private static bool Closes(string text, int start, int end, char open) => Balance(text, start, end, open switch { '(' => ')', '[' => ']', _ => '}' }) <= 0;

    // Opening brackets less closing ones of a kind.
    private static int Balance(string text, int start, int end, char close)
    {
        var open = close switch { ')' => '(', ']' => '[', _ => '{' };
        var balance = 0;
        for (var i = start; i < end; i++)
        {
            balance += text[i] == open ? 1 : text[i] == close ? -1 : 0;
        }

        return balance;
    }

    // "25 cm^2", "9.8 m/s^2": the digits belong to the unit, the number stands before it.
    private static bool IsUnit(string text, (int Start, int End) token, string written, out (int Start, int End) number)
    {
        number = default;
        if (!(char.IsAsciiLetter(written[0]) || written[0] is 'µ' or 'μ' or 'Ω') || token.Start < 2 || text[token.Start - 1] != ' ')
        {
            return false;
        }

        var before = token.Start - 1;
        while (before > 0 && text[before - 1] == ' ')
        {
            before--;
        }

        if (before == 0 || !(char.IsAsciiDigit(text[before - 1]) || text[before - 1] is '⁰' or '¹' or '²' or '³' or '⁴' or '⁵' or '⁶' or '⁷' or '⁸' or '⁹'))
        {
            return false;
        }

        number = Token(text, before - 1);
        if (!UnitParser.IsKnown(written))
        {
            return false;
        }

        var start = number.Start;
        var equals = text.AsSpan(start, number.End - start).LastIndexOf('=');
        start = equals >= 0 ? start + equals + 1 : Formula(text, start);
        number = (start, number.End);
        return true;
    }

    // CO2, H2O, x1, v2.0: letters first, digits behind them, no operator.
    private static bool IsName(string written)
    {
        if (!char.IsAsciiLetter(written[0]))
        {
            return false;
        }

        foreach (var c in written)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_'))
            {
                return false;
            }
        }

        return !Array.Exists(Functions, name => written.StartsWith(name, StringComparison.Ordinal));
    }

    private static bool IsPlain(string written) => written.AsSpan().IndexOfAnyExcept(Numeral) < 0;

    // "- 7" and "minus 7" are one number, "negative 7" too.
    private static string Sign(string text, ref int start)
    {
        if (text[start] is '–' or '−')
        {
            start++;
            return "-";
        }

        if (start == 0 || !char.IsAsciiDigit(text[start]) && text[start] is not ('.' or '\\' or '√'))
        {
            return string.Empty;
        }

        var before = text.AsSpan(0, start).TrimEnd(' ');
        if (before.EndsWith("minus", StringComparison.OrdinalIgnoreCase) || before.EndsWith("negative", StringComparison.OrdinalIgnoreCase))
        {
            var rest = before[..^(before.EndsWith("minus", StringComparison.OrdinalIgnoreCase) ? 5 : 8)].TrimEnd(' ');
            return rest.Length > 0 && char.IsAsciiDigit(rest[^1]) ? string.Empty : "-";
        }

        if (before.Length > 0 && before[^1] is '-' or '−' or '–')
        {
            var rest = before[..^1].TrimEnd(' ');
            return rest.EndsWith("=") || rest.EndsWith("≈") ? "-" : string.Empty;
        }

        return string.Empty;
    }

    // "3 x 10^8", "4 4/9", "2x + 3", "log 9": where the formula that a token ends begins.
    private static int Formula(string text, int start)
    {
        for (var parts = 0; parts < 12 && start > 1; parts++)
        {
            var before = text.AsSpan(0, start).TrimEnd(' ');
            if (before.Length == 0 || before.Length == start)
            {
                return start;
            }

            var wordStart = before.LastIndexOfAny(' ', '\n', '\t') + 1;
            var word = before[wordStart..];
            if (Array.IndexOf(Functions, word.TrimStart('\\').ToString()) >= 0)
            {
                start = wordStart;
                continue;
            }

            if (word is "+" or "-" or "−" or "×" or "*" or "·" or "x" or "X" or "/" or "\\times" or "\\cdot" or "÷")
            {
                var left = before[..wordStart].TrimEnd(' ');
                var operand = left.LastIndexOfAny(' ', '\n', '\t') + 1;
                var written = left[operand..];
                if (written.Length == 0 || !(char.IsAsciiDigit(written[^1]) || written[^1] is ')' or 'π' || (written.Length <= 3 && char.IsAsciiLetter(written[^1]) && written.ContainsAnyInRange('0', '9'))) || written.EndsWith(":"))
                {
                    return start;
                }

                start = operand + (written.LastIndexOf('=') is >= 0 and var equals ? equals + 1 : 0);
                while (start < operand + written.Length && text[start] is '$' or '*' or '(' && !Closes(text, start, operand + written.Length, '('))
                {
                    start++;
                }

                continue;
            }

            // A mixed number.
            if (parts == 0 && word.Length <= 4 && word.IndexOfAnyExceptInRange('0', '9') < 0 && text.AsSpan(start).IndexOf('/') is > 0 and < 4 && char.IsAsciiDigit(text[start]))
            {
                return wordStart;
            }

            return start;
        }

        return start;
    }

    // "2 and 3", "3, 4, or 5": numbers that stand together are one list; "12 or maybe 15" offers several.
    private static (int Start, bool Offered) Joined(string text, int start)
    {
        var (begin, offered) = (start, false);
        for (var parts = 0; parts < 20; parts++)
        {
            var before = text.AsSpan(0, begin).TrimEnd(' ');
            var joint = 0;
            foreach (var word in (ReadOnlySpan<string>)["or maybe", "or perhaps", "or possibly", "or", "and", "vs", "versus", "或"])
            {
                if (before.EndsWith(word, StringComparison.Ordinal) && (before.Length == word.Length || !char.IsAsciiLetter(before[^(word.Length + 1)])))
                {
                    offered |= word.Length > 3;
                    joint = word.Length;
                    before = before[..^word.Length].TrimEnd(' ');
                    break;
                }
            }

            if (joint == 0 && begin == start)
            {
                return (start, false);
            }

            if (before.EndsWith(","))
            {
                before = before[..^1].TrimEnd(' ');
            }
            else if (joint == 0)
            {
                return (begin, offered);
            }

            if (before.Length == 0 || !char.IsAsciiDigit(before[^1]))
            {
                return (begin, offered);
            }

            var token = Token(text, before.Length - 1);
            var written = text.AsSpan(token.Start, Math.Min(token.End, before.Length) - token.Start);
            if (written.IndexOfAnyExcept(Numeral) >= 0)
            {
                return (begin, offered);
            }

            begin = token.Start;
        }

        return (begin, offered);
    }
}
