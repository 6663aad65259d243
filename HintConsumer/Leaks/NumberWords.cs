using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Guide.HintConsumer.Leaks;

/// <summary>Numbers in words as digits: "forty-two", "one half", "three hundred and five", "two dozen", "minus four", "XLII". Everything else stays as it is.</summary>
internal static partial class NumberWords
{
    private static readonly Dictionary<string, int> Small = new(StringComparer.OrdinalIgnoreCase)
    {
        ["zero"] = 0, ["nil"] = 0, ["nought"] = 0, ["one"] = 1, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7, ["eight"] = 8, ["nine"] = 9, ["ten"] = 10,
        ["eleven"] = 11, ["twelve"] = 12, ["thirteen"] = 13, ["fourteen"] = 14, ["fifteen"] = 15, ["sixteen"] = 16, ["seventeen"] = 17, ["eighteen"] = 18, ["nineteen"] = 19,
        ["twenty"] = 20, ["thirty"] = 30, ["forty"] = 40, ["fourty"] = 40, ["fifty"] = 50, ["sixty"] = 60, ["seventy"] = 70, ["eighty"] = 80, ["ninety"] = 90,
    };

    private static readonly Dictionary<string, int> Large = new(StringComparer.OrdinalIgnoreCase) { ["dozen"] = 12, ["score"] = 20, ["hundred"] = 100, ["thousand"] = 1_000, ["million"] = 1_000_000, ["billion"] = 1_000_000_000 };

    private static readonly Dictionary<string, int> Parts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["half"] = 2, ["halves"] = 2, ["third"] = 3, ["quarter"] = 4, ["fourth"] = 4, ["fifth"] = 5, ["sixth"] = 6, ["seventh"] = 7, ["eighth"] = 8, ["ninth"] = 9, ["tenth"] = 10, ["eleventh"] = 11, ["twelfth"] = 12,
        ["fifteenth"] = 15, ["sixteenth"] = 16, ["twentieth"] = 20, ["hundredth"] = 100, ["thousandth"] = 1000,
    };

    // As parts of larger ordinals: alone they are places, or parts.
    private static readonly Dictionary<string, int> Ordinals = new(StringComparer.OrdinalIgnoreCase)
    {
        ["first"] = 1, ["second"] = 2, ["third"] = 3, ["fourth"] = 4, ["fifth"] = 5, ["sixth"] = 6, ["seventh"] = 7, ["eighth"] = 8, ["ninth"] = 9,
    };

    /// <summary>The text with its number words as digits; null when it has none.</summary>
    public static string? Replaced(string text)
    {
        var words = Word().Matches(text);
        var (result, from, any) = (new StringBuilder(text.Length), 0, false);
        for (var i = 0; i < words.Count;)
        {
            if (Read(text, words, i) is var (value, next) && next > i)
            {
                var last = words[next - 1];
                result.Append(text, from, words[i].Index - from).Append(value);
                (from, i, any) = (last.Index + last.Length, next, true);
            }
            else
            {
                i++;
            }
        }

        return any ? result.Append(text, from, text.Length - from).ToString() : null;
    }

    // The number that begins at a word, and the word behind it; the same index when none does.
    private static (string Value, int Next) Read(string text, MatchCollection words, int at)
    {
        if (Roman(words[at].Value) is { } roman)
        {
            return (roman.ToString(CultureInfo.InvariantCulture), at + 1);
        }

        var article = words[at].Value is "a" or "an" or "A" or "An" && at + 1 < words.Count && Adjoins(text, words, at);
        var first = article ? at + 1 : at;
        if (article && Part(words[first].Value) is { } part)
        {
            return ($"(1/{part})", first + 1);
        }

        if (!article && words[at].Value.Equals("half", StringComparison.OrdinalIgnoreCase))
        {
            return ("(1/2)", at + 1);
        }

        if (article && !Large.ContainsKey(words[first].Value))
        {
            return ("", at);
        }

        if (Ordinal(text, words, at) is { } ordinal)
        {
            return (ordinal.ToString(CultureInfo.InvariantCulture), at + 2);
        }

        var (whole, next) = Whole(text, words, first, article);
        return next == first ? ("", at) : Tail(text, words, whole, next);
    }

    // "and a half", "and three quarters", "point five", "thirds"
    private static (string Value, int Next) Tail(string text, MatchCollection words, decimal whole, int next)
    {
        var number = whole.ToString(CultureInfo.InvariantCulture);
        if (next >= words.Count || !Adjoins(text, words, next - 1))
        {
            return (number, next);
        }

        if (Part(words[next].Value) is { } part)
        {
            return ($"({number}/{part})", next + 1);
        }

        // "six sevens", "four tens"
        if (Several(words[next].Value) is { } many)
        {
            return ($"({number}*{many})", next + 1);
        }

        if (words[next].Value.Equals("point", StringComparison.OrdinalIgnoreCase))
        {
            var digits = new StringBuilder();
            var at = next + 1;
            while (at < words.Count && digits.Length < 30 && Small.TryGetValue(words[at].Value, out var digit) && digit < 10)
            {
                digits.Append(digit);
                at++;
            }

            return digits.Length > 0 ? ($"{number}.{digits}", at) : (number, next);
        }

        if (words[next].Value.Equals("and", StringComparison.OrdinalIgnoreCase) && next + 2 < words.Count && Part(words[next + 2].Value) is { } piece
            && (words[next + 1].Value is "a" or "one" ? 1 : Small.GetValueOrDefault(words[next + 1].Value)) is > 0 and var top)
        {
            // "one and a half million"
            return next + 3 < words.Count && Adjoins(text, words, next + 2) && Large.TryGetValue(words[next + 3].Value, out var large)
                ? ($"({number}+{top}/{piece})*{large}", next + 4)
                : (Mixed(whole, top, piece), next + 3);
        }

        return (number, next);
    }

    // 1.5 hours is a quantity, (1+1/2) hours is none.
    private static string Mixed(decimal whole, int top, int piece) => piece is 2 or 4 or 5 or 8 or 10 or 100
        ? (whole + ((decimal)top / piece)).ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"({whole}+{top}/{piece})");

    private static (decimal Value, int Next) Whole(string text, MatchCollection words, int at, bool article)
    {
        var (total, group, next, last) = (0m, article ? 1m : 0m, at, article ? 1 : int.MaxValue);
        while (next < words.Count && (next == at || Adjoins(text, words, next - 1)) && total < 1e15m)
        {
            var word = words[next].Value;
            if (Small.TryGetValue(word, out var small))
            {
                // "two five" are two numbers; "twenty five" is one.
                if (next > at && last != int.MaxValue && !(last >= 100 || (last is >= 20 and < 100 && small is > 0 and < 10)))
                {
                    break;
                }

                (group, last) = (group + small, small);
            }
            else if (Large.TryGetValue(word, out var large) && (next > at || article))
            {
                if (large >= 1000)
                {
                    (total, group) = (total + ((group == 0 ? 1 : group) * large), 0);
                }
                else
                {
                    group = (group == 0 ? 1 : group) * large;
                }

                last = large;
            }
            else if (word.Equals("and", StringComparison.OrdinalIgnoreCase) && next > at && last >= 100 && last != int.MaxValue && next + 1 < words.Count && Small.ContainsKey(words[next + 1].Value))
            {
                next++;
                continue;
            }
            else
            {
                break;
            }

            next++;
        }

        return (total + group, next);
    }

    // "forty-second"
    private static int? Ordinal(string text, MatchCollection words, int at) =>
        at + 1 < words.Count && Small.TryGetValue(words[at].Value, out var tens) && tens >= 20 && Adjoins(text, words, at)
        && (Ordinals.GetValueOrDefault(words[at + 1].Value) is > 0 and var unit) ? tens + unit : null;

    /// <summary>The value of a number word in the plural: 7 for "sevens"; null for any other word.</summary>
    public static int? Several(string word) =>
        word.Equals("hundreds", StringComparison.OrdinalIgnoreCase) ? 100
        : word.EndsWith("es", StringComparison.OrdinalIgnoreCase) && Small.TryGetValue(word[..^2], out var many) ? many
        : word.EndsWith("ies", StringComparison.OrdinalIgnoreCase) && Small.TryGetValue($"{word[..^3]}y", out many) ? many
        : word.EndsWith('s') && Small.TryGetValue(word[..^1], out many) ? many
        : null;

    /// <summary>The value below the line of a part: 1000 for "thousandths"; null for any other word.</summary>
    public static int? Part(string word) =>
        Parts.TryGetValue(word, out var part) || (word.EndsWith('s') && Parts.TryGetValue(word[..^1], out part)) ? part : null;

    // Only a blank, a hyphen or the end of a line between this word and the next; behind thousands a comma, too.
    private static bool Adjoins(string text, MatchCollection words, int at)
    {
        var end = words[at].Index + words[at].Length;
        return text[end..words[at + 1].Index] is " " or "-" or "  " or "\n" or "-\n" or " \n" or "\n\n" || (text[end..words[at + 1].Index] == ", " && Large.ContainsKey(words[at].Value));
    }

    /// <summary>The value of a Roman numeral of at least two letters; null for anything else.</summary>
    private static int? Roman(string word)
    {
        if (word.Length is < 2 or > 12)
        {
            return null;
        }

        word = SmallRoman().IsMatch(word) ? word.ToUpperInvariant() : word;
        if (!RomanNumeral().IsMatch(word))
        {
            return null;
        }

        var (total, before) = (0, 0);
        foreach (var letter in word.Reverse())
        {
            var value = letter switch { 'I' => 1, 'V' => 5, 'X' => 10, 'L' => 50, 'C' => 100, 'D' => 500, _ => 1000 };
            total += value < before ? -value : value;
            before = Math.Max(before, value);
        }

        return total;
    }

    [GeneratedRegex("[A-Za-z]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    // In small letters only those of small numerals, and long ones: "mm", "cd" and "mix" are none.
    [GeneratedRegex("^[ivxl]+$|^[ivxlcdm]{5,}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SmallRoman();

    [GeneratedRegex("^M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RomanNumeral();
}
