using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Guide.HintConsumer.Leaks;

/// <summary>Numbers in other languages' words, and in Chinese numerals, as digits: "zweiundvierzig", "quarante-deux", "сорок два", "四十二".</summary>
internal static partial class ForeignNumbers
{
    private const int MostWords = 7;
    private const int ShortestBesideEnglish = 5;
    private const string Numerals = "零一二三四五六七八九";

    /// <summary>The text with those numbers as digits; the same text when it has none.</summary>
    public static string Replaced(string text)
    {
        text = Chinese().Replace(text, static match => Value(match.Value).ToString(CultureInfo.InvariantCulture));
        var words = Word().Matches(text);
        // Once, due, elf, null: short words are read as numbers only where nobody speaks English.
        var shortest = English().IsMatch(text) ? ShortestBesideEnglish : 1;
        var (result, from) = (new StringBuilder(text.Length), 0);
        for (var i = 0; i < words.Count; i++)
        {
            if (Read(text, words, i, shortest) is var (value, next) && next > i)
            {
                result.Append(text, from, words[i].Index - from).Append(CultureInfo.InvariantCulture, $"{value}");
                (from, i) = (words[next - 1].Index + words[next - 1].Length, next - 1);
            }
        }

        return from == 0 ? text : result.Append(text, from, text.Length - from).ToString();
    }

    // The longest number that begins at a word, and the word behind it; the same index when none does.
    private static (int Value, int Next) Read(string text, MatchCollection words, int at, int shortest)
    {
        var found = (0, at);
        var spelling = new StringBuilder();
        for (var i = at; i < words.Count && i < at + MostWords; i++)
        {
            if (i > at && text[(words[i - 1].Index + words[i - 1].Length)..words[i].Index] is not (" " or "-"))
            {
                break;
            }

            foreach (var letter in words[i].Value)
            {
                spelling.Append(NumberLanguages.Bare(letter));
            }

            if (NumberLanguages.Spellings.TryGetValue(spelling.ToString(), out var value) && (spelling.Length >= shortest || !char.IsAscii(spelling[0])))
            {
                found = (value, i + 1);
            }
        }

        return found;
    }

    private static long Value(string numerals)
    {
        if (!numerals.AsSpan().ContainsAny("十百千万"))
        {
            return numerals.Aggregate(0L, static (value, numeral) => (value * 10) + Digit(numeral));
        }

        var (total, digit) = (0L, 0L);
        foreach (var numeral in numerals)
        {
            if (numeral is '十' or '百' or '千' or '万')
            {
                total = numeral == '万' ? (total + digit) * 10_000 : total + (Math.Max(1, digit) * numeral switch { '十' => 10, '百' => 100, _ => 1000 });
                digit = 0;
            }
            else
            {
                digit = Digit(numeral);
            }
        }

        return total + digit;
    }

    private static int Digit(char numeral) => numeral is '〇' ? 0 : numeral is '两' or '兩' ? 2 : Numerals.IndexOf(numeral, StringComparison.Ordinal);

    [GeneratedRegex(@"\p{L}+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    [GeneratedRegex("[〇零一二三四五六七八九十百千万两兩]{1,15}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Chinese();

    [GeneratedRegex(@"\b(?:the|is|are|and|of|to|with|you|it|that)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex English();
}
