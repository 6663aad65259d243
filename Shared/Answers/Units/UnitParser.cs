using System.Globalization;

namespace Guide.Answers.Units;

/// <summary>Reads a unit as written behind a number: "\text{ kg}\cdot\text{m/s}^2", "J K^-1 mol^-1", "square inches", "miles per hour". Words that are no unit become counted things.</summary>
internal static class UnitParser
{
    /// <summary>Characters that a unit may have.</summary>
    public const int LongestUnit = 200;

    private const int MostWords = 12;
    private const int LargestPower = 12;

    /// <summary>The unit; null when the text is not one (it holds digits out of place, brackets that do not close, or nothing at all). One pass, no backtracking.</summary>
    /// <param name="source">The text behind the number.</param>
    /// <param name="slashGovernsRest">True: everything behind a bare "/" is in the divisor, as in "J / g · K".</param>
    public static Unit? Parse(string source, bool slashGovernsRest = false)
    {
        if (source.Length > LongestUnit || UnitSpelling.Plain(source) is not { } text)
        {
            return null;
        }

        var product = new UnitProduct();
        var signs = new DivisorSigns();
        var (position, words, pendingPower) = (0, 0, 1);
        while (Next(text, ref position))
        {
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

            if (Particle(word, words > 1, ref signs, ref pendingPower))
            {
                continue;
            }

            word = TwoWords(text, ref position, word) ?? word;
            var power = (ReadPower(text, ref position) ?? pendingPower) * signs.Take(slashGovernsRest);
            pendingPower = 1;
            if (Math.Abs(power) > LargestPower || !product.Add(word, power, first: words == 1))
            {
                return null;
            }
        }

        return words == 0 || signs.Open ? null : product.Unit(text.Trim());
    }

    // Behind what only parts words; false at the end.
    private static bool Next(string text, ref int position)
    {
        while (position < text.Length && (text[position] is ' ' or '*' or '·' or '⋅' or '×' or ',' or '.'))
        {
            position++;
        }

        return position < text.Length;
    }

    // "per", "square", "each": words that say how the next one counts, or nothing.
    private static bool Particle(string word, bool behind, ref DivisorSigns signs, ref int pendingPower)
    {
        switch (word)
        {
            case "per":
                signs.Divide();
                return true;
            case "square" or "sq":
                pendingPower = 2;
                return true;
            case "cubic" or "cu":
                pendingPower = 3;
                return true;
            default:
                return behind && word is ("a" or "an" or "each" or "the" or "of");
        }
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
        if (first is not ("electron" or "light" or "astronomical" or "nautical" or "degrees" or "degree" or "deg" or "Degrees"))
        {
            return null;
        }

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
            ("degrees" or "degree" or "deg" or "Degrees", "Celsius" or "celsius" or "C" or "centigrade") => "°C",
            ("degrees" or "degree" or "deg" or "Degrees", "Fahrenheit" or "fahrenheit" or "F") => "°F",
            _ => null,
        };
        position = joined is null ? position : at;
        return joined;
    }

    /// <summary>True when every word of the text is a known unit.</summary>
    public static bool IsKnown(string source) => Parse(source) is { Known: true };

    // "^2", "^{-1}", "squared", "m2": the power behind a word; null for none.
    private static int? ReadPower(string text, ref int position)
    {
        var at = position;
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }

        if (at < text.Length && text[at] == '^')
        {
            return Raised(text, at + 1, ref position);
        }

        var word = at < text.Length ? text.AsSpan(at) : default;
        foreach (var (name, power) in (ReadOnlySpan<(string, int)>)[("squared", 2), ("cubed", 3)])
        {
            if (word.StartsWith(name, StringComparison.Ordinal))
            {
                position = at + name.Length;
                return power;
            }
        }

        return at == position ? Glued(text, ref position) : null;
    }

    // Behind "^": a whole number, in brackets or without.
    private static int? Raised(string text, int at, ref int position)
    {
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

        position = at + (text[first - 1] is '(' && at < text.Length && text[at] == ')' ? 1 : 0);
        return raised;
    }

    // "m2", "s-1": the power glued to the symbol.
    private static int? Glued(string text, ref int position)
    {
        var at = position + (position < text.Length && text[position] == '-' ? 1 : 0);
        var first = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        if (at == first || !int.TryParse(text.AsSpan(position, at - position), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power))
        {
            return null;
        }

        position = at;
        return power;
    }
}
