using System.Globalization;
using System.Text;

using Guide.Answers.Syntax;

namespace Guide.Answers.Units;

/// <summary>Reads a unit as written behind a number: "\text{ kg}\cdot\text{m/s}^2", "J K^-1 mol^-1", "square inches", "miles per hour". Words that are no unit become counted things.</summary>
internal static class UnitParser
{
    private const int MostWords = 12;
    private const int LongestUnit = 200;
    private const int LargestPower = 12;

    /// <summary>The unit; null when the text is not one (it holds digits out of place, brackets that do not close, or nothing at all). One pass, no backtracking.</summary>
    /// <param name="source">The text behind the number.</param>
    /// <param name="slashGovernsRest">True: everything behind a bare "/" is in the divisor, as in "J / g · K".</param>
    public static Unit? Parse(string source, bool slashGovernsRest = false)
    {
        if (source.Length > LongestUnit || Plain(source) is not { } text)
        {
            return null;
        }

        var product = new UnitProduct();
        var signs = new DivisorSigns();
        var position = 0;
        var words = 0;
        var pendingPower = 1;
        while (true)
        {
            while (position < text.Length && (text[position] is ' ' or '*' or '·' or '⋅' or '×' or ',' or '.'))
            {
                position++;
            }

            if (position >= text.Length)
            {
                break;
            }

            if (text[position] is '/' or '(' or ')')
            {
                if (!signs.Read(text[position++]))
                {
                    return null;
                }

                continue;
            }

            if (text[position] is '-' or '–' && words > 0)
            {
                position++;
                continue;
            }

            var word = Word(text, ref position);
            if (word.Length == 0 || ++words > MostWords || word is "squared" or "cubed")
            {
                return null;
            }

            switch (word)
            {
                case "per":
                    signs.Divide();
                    continue;
                case "square" or "sq":
                    pendingPower = 2;
                    continue;
                case "cubic" or "cu":
                    pendingPower = 3;
                    continue;
                case "a" or "an" or "each" or "the" or "of" when words > 1:
                    continue;
                case "electron" or "light" or "astronomical" or "nautical":
                    word = TwoWords(text, ref position, word) ?? word;
                    break;
            }

            var power = (ReadPower(text, ref position) ?? pendingPower) * signs.Take(slashGovernsRest);
            pendingPower = 1;
            if (Math.Abs(power) > LargestPower || !product.Add(word, power, first: words == 1))
            {
                return null;
            }
        }

        return words == 0 || signs.Open ? null : product.Unit(text.Trim());
    }

    private static string Word(string text, ref int position)
    {
        var start = position;
        while (position < text.Length && (char.IsLetter(text[position]) || text[position] is '°' or '%' or '$' or '€' or '£' or '¥' or '¢' or '‰' or '₹' or '\'' || (text[position] == '-' && position + 1 < text.Length && char.IsLetter(text[position + 1]) && position > start)))
        {
            position++;
        }

        return text[start..position];
    }

    // "electron volts", "light years": one unit in two words.
    private static string? TwoWords(string text, ref int position, string first)
    {
        var at = position;
        while (at < text.Length && text[at] is ' ' or '-')
        {
            at++;
        }

        var start = at;
        while (at < text.Length && char.IsAsciiLetter(text[at]))
        {
            at++;
        }

        var joined = (first, text[start..at]) switch
        {
            ("electron", "volt" or "volts") => "electronvolt",
            ("light", "year" or "years") => "lightyear",
            ("astronomical", "unit" or "units") => "AU",
            ("nautical", "mile" or "miles") => "nmi",
            _ => null,
        };
        position = joined is null ? position : at;
        return joined;
    }

    /// <summary>True when every word of the text is a known unit.</summary>
    public static bool IsKnown(string source) => Parse(source) is { Known: true };

    /// <summary>Removes the LaTeX around a unit: braces go, except those of an exponent or a fraction, which become parentheses. Null when a command stands in it that no unit has (\\pi, \\sqrt).</summary>
    private static string? Plain(string source)
    {
        var text = new StringBuilder(source.Length + 8);
        Span<char> open = stackalloc char[32];
        var depth = 0;
        var expectTop = false;
        var expectBottom = false;
        for (var i = 0; i < source.Length; i++)
        {
            var c = source[i];
            if (c == '\\')
            {
                var start = ++i;
                while (i < source.Length && char.IsAsciiLetter(source[i]))
                {
                    i++;
                }

                var command = source.AsSpan(start, i - start);
                if (command.Length == 0)
                {
                    text.Append(i < source.Length && source[i] is '%' or '$' ? source[i] : ' ');
                    continue;
                }

                i--;
                expectTop = command is "frac" or "dfrac" or "tfrac";
                if (Vocabulary.Greek.Contains(command.ToString()) && command is not ("mu" or "Omega") || command is "pi" or "sqrt" or "infty" or "pm" or "sin" or "cos" or "ln" or "log" or "le" or "ge" or "in")
                {
                    return null;
                }

                text.Append(command switch
                {
                    "cdot" or "times" => "·",
                    "circ" or "degree" => "°",
                    "Omega" => "Ω",
                    "mu" => "μ\u0001",
                    "AA" or "mathring" => "Å",
                    "square" => " square ",
                    "cents" => " cents ",
                    _ => " ",
                });
                continue;
            }

            switch (c)
            {
                case '{' when depth < open.Length:
                    var kind = expectTop ? 'n' : expectBottom ? 'm' : text.Length > 0 && text[^1] == '^' ? 'p' : 'd';
                    expectTop = expectBottom = false;
                    open[depth++] = kind;
                    text.Append(kind == 'd' ? string.Empty : "(");
                    break;
                case '}' when depth > 0:
                    kind = open[--depth];
                    expectBottom = kind == 'n';
                    text.Append(kind switch { 'd' => string.Empty, 'n' => ")/", _ => ")" });
                    break;
                case '}':
                    break;
                case '$' when source.Length > 1:
                case '~' or '\t' or '\n':
                    text.Append(' ');
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        // \mu belongs to the letter behind it.
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\u0001')
            {
                var stop = i + 1;
                while (stop < text.Length && text[stop] is ' ' or '\u0001')
                {
                    stop++;
                }

                text.Remove(i, stop - i);
            }
        }

        return text.Replace("^(°)", "°").Replace("^ °", "°").Replace("^°", "°").Replace("° ", "°").Replace("° ", "°")
            .Replace("²", "^2").Replace("³", "^3").Replace("⁻¹", "^-1").Replace("⁻²", "^-2").Replace("⁻³", "^-3").Replace('−', '-').Replace("**", "^").ToString();
    }

    private static int? ReadPower(string text, ref int position)
    {
        var at = position;
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }

        if (at < text.Length && text[at] == '^')
        {
            at++;
            while (at < text.Length && text[at] is ' ' or '(')
            {
                at++;
            }

            var first = at;
            while (at < text.Length && (text[at] is '-' or '+' || char.IsAsciiDigit(text[at])))
            {
                at++;
            }

            if (!int.TryParse(text.AsSpan(first, at - first), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var raised))
            {
                return null;
            }

            if (text[first - 1] is '(' && at < text.Length && text[at] == ')')
            {
                at++;
            }

            position = at;
            return raised;
        }

        var word = at < text.Length ? text.AsSpan(at) : default;
        if (word.StartsWith("squared", StringComparison.Ordinal))
        {
            position = at + 7;
            return 2;
        }

        if (word.StartsWith("cubed", StringComparison.Ordinal))
        {
            position = at + 5;
            return 3;
        }

        // "m2", "s-1": the power glued to the symbol.
        if (at == position && at < text.Length && (char.IsAsciiDigit(text[at]) || (text[at] == '-' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))))
        {
            var start = at++;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            if (int.TryParse(text.AsSpan(start, at - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power))
            {
                position = at;
                return power;
            }
        }

        return null;
    }
}
