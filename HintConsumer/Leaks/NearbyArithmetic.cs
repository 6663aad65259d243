using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Guide.HintConsumer.Leaks;

/// <summary>
/// Arithmetic that a sentence says in its own order: "1 below 43", "41 and one more", "the number after 41", "the product of 6, 7", "3 out of 8".
/// Two neighbouring numbers and the words between them, and a few around, say what is done with them; each result is written with signs.
/// </summary>
internal static partial class NearbyArithmetic
{
    private const int MostNumbers = 200;
    private const int LongestBetween = 40;
    private const int LongestAround = 40;

    /// <summary>The results, as expressions.</summary>
    /// <param name="text">Plain text with number words as digits.</param>
    public static IEnumerable<string> Of(string text)
    {
        var numbers = Number().Matches(text);
        for (var i = 0; i < Math.Min(numbers.Count, MostNumbers); i++)
        {
            var before = Around(text, i == 0 ? 0 : End(numbers[i - 1]), numbers[i].Index, last: true);
            foreach (var one in OfOne(numbers[i].Value, before, Around(text, End(numbers[i]), text.Length, last: false)))
            {
                yield return one;
            }

            if (i + 1 < numbers.Count && text[End(numbers[i])..numbers[i + 1].Index] is { Length: <= LongestBetween } between && !Stop().IsMatch(between))
            {
                var behind = Around(text, End(numbers[i + 1]), i + 2 < numbers.Count ? numbers[i + 2].Index : text.Length, last: false);
                foreach (var two in OfTwo(numbers[i].Value, numbers[i + 1].Value, before, between, behind))
                {
                    yield return two;
                }
            }
        }
    }

    private static int End(Match match) => match.Index + match.Length;

    // The words of the same sentence next to a number.
    private static string Around(string text, int from, int to, bool last)
    {
        var words = last ? text[Math.Max(from, to - LongestAround)..to] : text[from..Math.Min(to, from + LongestAround)];
        var stop = last ? Stop().Matches(words).LastOrDefault() : Stop().Match(words);
        return stop is not { Success: true } ? words : last ? words[(stop.Index + stop.Length)..] : words[..stop.Index];
    }

    private static IEnumerable<string> OfOne(string number, string before, string behind)
    {
        if (Next().IsMatch(before))
        {
            yield return $"{number}+1";
        }

        if (Previous().IsMatch(before))
        {
            yield return $"{number}-1";
        }

        if (Inverse().IsMatch(before))
        {
            yield return $"1/({number})";
        }

        if (Complement().IsMatch(before))
        {
            yield return $"1-({number})";
        }

        if (number[^1] == '0' && ZeroGone().IsMatch(behind))
        {
            yield return number[..^1];
        }
    }

    private static IEnumerable<string> OfTwo(string a, string b, string before, string between, string behind)
    {
        var all = $"{before} {between} {behind}";
        if (Plus().IsMatch(between) || PlusBefore().IsMatch(before) || PlusBehind().IsMatch(behind) || (a[^1] == ')' && And().IsMatch(between)))
        {
            yield return $"{a}+{b}";
        }

        if (Minus().IsMatch(between) || MinusBefore().IsMatch(before))
        {
            yield return $"{a}-{b}";
            yield return $"{b}-{a}";
        }

        if (Times().IsMatch(between) || TimesBefore().IsMatch(before))
        {
            yield return $"({a})*({b})";
        }

        if (Share().IsMatch(between) || (Above().IsMatch(before) && Below().IsMatch(between)))
        {
            yield return $"({a})/({b})";
        }

        if (BigInteger.TryParse(a, NumberStyles.None, CultureInfo.InvariantCulture, out var x) && BigInteger.TryParse(b, NumberStyles.None, CultureInfo.InvariantCulture, out var y) && a.Length < 20 && b.Length < 20)
        {
            if (BigInteger.Abs(x - y) == 2 && Between().IsMatch(before))
            {
                yield return ((x + y) / 2).ToString(CultureInfo.InvariantCulture);
            }

            if (CommonMultiple().IsMatch(all) && !x.IsZero && !y.IsZero)
            {
                yield return (x * y / BigInteger.GreatestCommonDivisor(x, y)).ToString(CultureInfo.InvariantCulture);
            }

            if (CommonDivisor().IsMatch(all))
            {
                yield return BigInteger.GreatestCommonDivisor(x, y).ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"\([^()\n]{1,60}\)|(?<![\w.])\d(?:[\d.,]{0,30}\d)?(?:/\d+)?(?!\w)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"[.;!?\n](?:\s|$)|\n", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Stop();

    [GeneratedRegex(@"\b(?:number|integer|one)\s+(?:(?:just|right|directly)\s+)?(?:after|above|following)\s*$|\bsuccessor\s+of\s*$", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Next();

    [GeneratedRegex(@"\b(?:number|integer|one)\s+(?:(?:just|right|directly)\s+)?(?:before|below|preceding)\s*$|\bpredecessor\s+of\s*$", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Previous();

    [GeneratedRegex(@"\b(?:reciprocal|inverse)\s+of\s*$|\bone\s+over\s*$", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Inverse();

    [GeneratedRegex(@"\bcomplement\s+of\s*$", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Complement();

    [GeneratedRegex(@"^.{0,20}\b(?:zero|0|digit)\s+(?:is\s+)?(?:dropped|removed|struck|cut|deleted|left\s+out|gone)", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ZeroGone();

    [GeneratedRegex(@"^[\s,]*(?:and\s+|then\s+)?(?:plus|added\s+to|increased\s+by|together\s+with|more\s+than|above)\s+$", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plus();

    [GeneratedRegex(@"\b(?:sum|total)\s+of\s*$|\badd(?:ing)?\s*$", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlusBefore();

    [GeneratedRegex(@"^\s+(?:more|added|extra|on\s+top)\b", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlusBehind();

    [GeneratedRegex(@"^[\s,]*and\s+$", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex And();

    [GeneratedRegex(@"^[\s,]*(?:and\s+|then\s+)?(?:less|fewer|minus|below|short\s+of|under|without)(?:\s+than)?\s+$", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Minus();

    [GeneratedRegex(@"\bdifference\s+(?:of|between)\s*$|\btake\s*$", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MinusBefore();

    [GeneratedRegex(@"^\s*,?\s*(?:times|multiplied\s+by|by|groups\s+of|lots\s+of)\s+$", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Times();

    [GeneratedRegex(@"\bproduct\s+(?:of|is)\s*$", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TimesBefore();

    [GeneratedRegex(@"^\s+(?:out\s+of(?:\s+the)?|in(?:\s+every)?|of\s+the|per|for\s+every|to)\s+$", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Share();

    [GeneratedRegex(@"\b(?:top|above|numerator|upper)(?:\s+is)?[\s:]*$", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Above();

    [GeneratedRegex(@"\b(?:bottom|below|denominator|lower)(?:\s+is)?[\s:]*$", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Below();

    [GeneratedRegex(@"\bbetween\s*$", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Between();

    [GeneratedRegex(@"\blcm\b|\bcommon\s+multiple\b", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CommonMultiple();

    [GeneratedRegex(@"\bg(?:cd|cf)\b|\bcommon\s+(?:divisor|factor)\b", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CommonDivisor();
}
