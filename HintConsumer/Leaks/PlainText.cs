using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Guide.HintConsumer.Leaks;

/// <summary>A text with one spelling for digits, signs, fractions and blanks, so that no typography hides a value.</summary>
internal static partial class PlainText
{
    /// <summary>The same words; invisible characters are gone.</summary>
    public static string Of(string text)
    {
        text = SmallFraction().Replace(RomanLetters().Replace(text, static match => Roman(match.Value)), static match => $" {Figures(match.Groups["a"].Value)}/{Figures(match.Groups["b"].Value)}");
        var plain = new StringBuilder(text.Length + 16);
        var raised = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Format or UnicodeCategory.EnclosingMark || rune.Value is >= 0xFE00 and <= 0xFE0F)
            {
                continue;
            }

            var form = rune.IsAscii ? rune.ToString() : Sign(rune);
            var isRaised = !rune.IsAscii && IsRaised(rune.Value);
            if (isRaised && !raised)
            {
                plain.Append('^');
            }
            else if (!rune.IsAscii && category == UnicodeCategory.OtherNumber && form.Contains('/', StringComparison.Ordinal))
            {
                // 3½ is 3 1/2.
                plain.Append(' ');
            }

            raised = isRaised;
            plain.Append(form);
        }

        return Glue().Replace(Powers().Replace(Braces().Replace(plain.ToString(), ","), "^"), "");
    }

    // ⅩⅣ, Ⅹ Ⅼ Ⅱ: the letters side by side.
    private static string Roman(string numerals) =>
        string.Concat(numerals.Where(static c => c != ' ').Select(static c => RomanPieces[(c - '\u2160') % 16]));

    private static readonly string[] RomanPieces = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "L", "C", "D", "M"];

    private static string Figures(string raised) => string.Concat(raised.EnumerateRunes().Select(static rune => (int)Rune.GetNumericValue(rune)));

    private static bool IsRaised(int code) => code is 0xB2 or 0xB3 or 0xB9 or (>= 0x2070 and <= 0x207F);

    private static string Sign(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber)
        {
            return ((int)Rune.GetNumericValue(rune)).ToString(CultureInfo.InvariantCulture);
        }

        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherNumber or UnicodeCategory.LetterNumber && Rune.GetNumericValue(rune) is >= 0 and var value)
        {
            return Fraction(value);
        }

        return rune.Value switch
        {
            >= 0x24B6 and <= 0x24CF => ((char)('A' + rune.Value - 0x24B6)).ToString(),
            >= 0x24D0 and <= 0x24E9 => ((char)('a' + rune.Value - 0x24D0)).ToString(),
            >= 0xFF01 and <= 0xFF5E => ((char)(rune.Value - 0xFF01 + '!')).ToString(),
            '⁺' => "+",
            '⁻' => "-",
            '⁼' => "=",
            '⁽' => "(",
            '⁾' => ")",
            'ⁿ' => "n",
            'ⁱ' => "i",
            '−' or '–' or '—' or '‐' or '‑' or '‒' or '﹣' => "-",
            '×' or '·' or '⋅' or '∙' or '✕' => "*",
            '÷' or '⁄' or '∕' => "/",
            '≤' or '⩽' => @"\le ",
            '≥' or '⩾' => @"\ge ",
            '√' => @"\sqrt ",
            'π' => @"\pi ",
            '∞' => @"\infty ",
            '≈' => @"\approx ",
            '°' => "°",
            _ => rune.ToString().IsNormalized(NormalizationForm.FormKC)
                ? Rune.IsWhiteSpace(rune) ? " " : rune.ToString()
                : rune.ToString().Normalize(NormalizationForm.FormKC).Replace('⁄', '/').Replace('−', '-'),
        };
    }

    // ² is 2, Ⅷ 8, ¾ 3/4: by their values, for the composed forms of Unicode are not there in every build of the runtime.
    private static string Fraction(double value)
    {
        var below = Enumerable.Range(1, 10).FirstOrDefault(below => Math.Abs((value * below) - Math.Round(value * below)) < 1e-6, 1);
        var above = Math.Round(value * below).ToString(CultureInfo.InvariantCulture);
        return below == 1 ? above : $"{above}/{below}";
    }

    [GeneratedRegex("[\u2160-\u217F](?: ?[\u2160-\u217F])+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RomanLetters();

    [GeneratedRegex("(?<a>[\u00B9\u00B2\u00B3\u2070\u2074-\u2079]{1,9})[\u2044/](?<b>[\u2080-\u2089]{1,9})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SmallFraction();

    /// <summary>The powers of programs: x**2 and not bold type.</summary>
    [GeneratedRegex(@"(?<=[\w)])\*\*(?=[\d(a-zA-Z-](?![^*\n]*\*\*))", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Powers();

    /// <summary>The thousands of LaTeX: 1{,}080.</summary>
    [GeneratedRegex(@"\{,\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Braces();

    /// <summary>What only sets type: \left, \right, \big, thin spaces, and the bold of Markdown.</summary>
    [GeneratedRegex(@"\\(?:left|right|[bB]igg?[lr]?)(?![a-zA-Z])|\\[!,;:]|\*\*|__|`", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Glue();
}
