using System.Text;
using System.Text.RegularExpressions;

namespace Guide.HintConsumer.Leaks;

/// <summary>Answers in words: whole words without case and punctuation, and stretches of words that may be an answer.</summary>
internal static partial class SaidWords
{
    private const int LongestAnswer = 8;

    /// <summary>Whether a text has these words one behind the other.</summary>
    public static bool Contains(string text, string words)
    {
        var sought = Normal(words);
        return sought.Length > 0 && $" {Normal(text)} ".Contains($" {sought} ", StringComparison.Ordinal);
    }

    /// <summary>Stretches of about as many words as the answer has.</summary>
    public static IEnumerable<string> Windows(string text, string answer)
    {
        var length = Word().Count(answer);
        if (length > LongestAnswer)
        {
            yield break;
        }

        var words = Word().Matches(text);
        for (var size = Math.Max(1, length - 1); size <= Math.Max(3, length + 1); size++)
        {
            for (var i = 0; i + size <= words.Count; i++)
            {
                yield return text[words[i].Index..(words[i + size - 1].Index + words[i + size - 1].Length)];
            }
        }
    }

    /// <summary>A number with one to three words behind it: 60 miles per hour.</summary>
    public static IEnumerable<string> Quantities(string text)
    {
        foreach (Match number in Measured().Matches(text))
        {
            var words = number.Groups["unit"].Captures;
            for (var i = 0; i < words.Count; i++)
            {
                yield return text[number.Index..(words[i].Index + words[i].Length)];
            }
        }
    }

    private static string Normal(string text)
    {
        var words = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormKC))
        {
            if (char.IsLetterOrDigit(c) || c is '+' or '-' or '*' or '/' or '=' or '^' or '_' or '~')
            {
                words.Append(char.ToLowerInvariant(c));
            }
            else if (words.Length > 0 && words[^1] != ' ')
            {
                words.Append(' ');
            }
        }

        return words.ToString().Trim();
    }

    [GeneratedRegex(@"[^\s,.;:!?()""]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<![\w.])-?(?:\d[\d,]*(?:\.\d+)?|\.\d+|\(\d+/\d+\))(?:\s*(?<unit>[A-Za-zµμΩ°%$€£][A-Za-zµμΩ°/^\d-]{0,20})){1,4}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Measured();
}
