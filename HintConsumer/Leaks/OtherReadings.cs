using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

namespace Guide.HintConsumer.Leaks;

/// <summary>
/// What a text says to a reader who puts together what stands apart: letters one by one, a number in another base, digits backwards, and digits or
/// pieces of a number one after the other. Each is one more line.
/// </summary>
internal static partial class OtherReadings
{
    private const int MostReadings = 200;
    private const int LongestNumber = 40;

    /// <summary>The readings, each on its own line behind a line break; empty = none.</summary>
    /// <param name="text">Plain text with number words as digits.</param>
    public static string Of(string text)
    {
        var lines = new StringBuilder();
        foreach (var reading in Letters(text).Concat(Bases(text)).Concat(Backwards(text)).Concat(Sequences(text)).Distinct(StringComparer.Ordinal).Take(MostReadings))
        {
            lines.Append('\n').Append(reading);
        }

        return lines.ToString();
    }

    /// <summary>Whether a text speaks of turning something round.</summary>
    public static bool SpeaksOfTurning(string text) => Turned().IsMatch(text);

    // T-u-e-s-d-a-y, X L II
    private static IEnumerable<string> Letters(string text) =>
        Spelled().Matches(text).Concat(SpacedRoman().Matches(text)).Select(static match => string.Concat(match.Value.Where(char.IsLetterOrDigit)))
            .Concat(InsideWord().IsMatch(text) ? [InsideWord().Replace(text, "")] : []);

    // 0x2A, "2A in hexadecimal", 101010_2, "1120 in base 3"
    private static IEnumerable<string> Bases(string text)
    {
        foreach (Match match in Prefixed().Matches(text))
        {
            yield return Value(match.Groups["digits"].Value, match.Groups["base"].Value is "x" or "X" ? 16 : match.Groups["base"].Value is "b" or "B" ? 2 : 8);
        }

        var bases = new HashSet<int>();
        foreach (Match match in Named().Matches(text))
        {
            bases.Add(match.Groups["base"].Success ? int.Parse(match.Groups["base"].Value, CultureInfo.InvariantCulture) : char.ToLowerInvariant(match.Value[0]) switch { 'h' => 16, 'b' => 2, _ => 8 });
        }

        foreach (var radix in bases.Where(static radix => radix is >= 2 and <= 36 and not 10))
        {
            foreach (Match match in Digits().Matches(text))
            {
                if (Value(match.Value, radix) is { Length: > 0 } value)
                {
                    yield return value;
                }
            }
        }
    }

    private static string Value(string digits, int radix)
    {
        var value = BigInteger.Zero;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.ToLowerInvariant(c) - 'a' + 10;
            if (digit >= radix)
            {
                return "";
            }

            value = (value * radix) + digit;
        }

        return value.ToString(CultureInfo.InvariantCulture);
    }

    // "24 read backwards": whatever number stands in a text that speaks of turning round.
    private static IEnumerable<string> Backwards(string text) =>
        Turned().IsMatch(text) ? Several().Matches(text).Select(static match => string.Concat(match.Value.Reverse())) : [];

    // "4, then 2", "17 followed by 29", "first digit 4, second digit 2", "17-29"
    private static IEnumerable<string> Sequences(string text)
    {
        var ordered = Ordered().IsMatch(text);
        var numbers = Whole().Matches(text);
        for (var i = 0; i + 1 < numbers.Count; i++)
        {
            var said = new StringBuilder(numbers[i].Value);
            for (var j = i + 1; j < numbers.Count && said.Length < LongestNumber; j++)
            {
                var between = text[(numbers[j - 1].Index + numbers[j - 1].Length)..numbers[j].Index];
                if (!(ordered && between.Length <= 40 && Connecting().IsMatch(between)) && !Joining().IsMatch(between))
                {
                    break;
                }

                said.Append(numbers[j].Value);
                yield return said.ToString();
            }
        }
    }

    [GeneratedRegex(@"(?<![\w])\p{L}(?:[\s.·-]\p{L}(?!\w)){2,30}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spelled();

    [GeneratedRegex(@"\b[IVXLCDM]{1,4}(?: [IVXLCDM]{1,4}\b){1,8}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SpacedRoman();

    [GeneratedRegex(@"(?<=\p{L})[*_~](?=\p{L})|(?<=\s|^)[*_~](?=\p{L}+[*_~]\p{L})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InsideWord();

    [GeneratedRegex(@"(?<!\w)0(?<base>[xXbBoO])(?<digits>[0-9A-Fa-f]{1,30})(?!\w)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Prefixed();

    [GeneratedRegex(@"\bhex(?:adecimal)?\b|\bbinary\b|\boctal\b|\bbase[ -]*(?<base>\d{1,2})\b|(?<=[0-9A-Za-z)}])_\{?(?<base>\d{1,2})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();

    [GeneratedRegex(@"(?<![\w.])(?=[A-Za-z]*\d|[A-Fa-f]{2,}\b)[0-9A-Za-z]{1,30}(?=[_\W]|$)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();

    [GeneratedRegex(@"\b(?:backwards?|revers\w*|mirror\w*|swap\w*|flip\w*|interchang\w*|exchang\w*|right[- ]to[- ]left|turned?\s+(?:a)?round)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Turned();

    [GeneratedRegex(@"\d{2,30}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Several();

    [GeneratedRegex(@"(?<![\p{L}\d.,])\d{1,20}(?![\p{L}\d]|[.,]\d)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Whole();

    [GeneratedRegex(@"\b(?:then|followed|digits?|tens|ones|units|place)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ordered();

    [GeneratedRegex(@"^[\s,;:.'""|_-]*(?:\b(?:a|the|is|then|and|followed|by|first|second|third|fourth|fifth|next|last|finally|digits?|tens|ones|units|hundreds|thousands|place|comes)\b[\s,;:.'""|_-]*)*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Connecting();

    [GeneratedRegex(@"^(?:[ |_-]|['""]\s*\+\s*['""]| followed by (?:an? )?)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Joining();
}
