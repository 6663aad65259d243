using System.Globalization;
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

    /// <summary>Whether a text has a beginning of a one-word answer as an abbreviation: "Tue." for Tuesday.</summary>
    public static bool Abbreviates(string text, string answer)
    {
        const int longestWord = 40;
        var word = Normal(Type().Replace(answer, ""));
        return word.Length is >= 5 and <= longestWord && word.All(char.IsLetter)
            && Abbreviation().Matches(text).Any(match => match.Groups["word"].Value is var start && start.Length < word.Length && word.StartsWith(start, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether a text says the words of an answer in their order, or backwards where it speaks of that: side by side, or with "then" and the like between them.</summary>
    /// <param name="texts">The text as written.</param>
    /// <param name="digits">The same with number words as digits.</param>
    /// <param name="answer">Words with blanks between them.</param>
    public static bool InOrder(string texts, string digits, string answer)
    {
        var sought = Pieces(answer);
        if (sought.Length < 3)
        {
            return false;
        }

        var backwards = OtherReadings.SpeaksOfTurning(texts) ? Reversed(sought) : sought;
        return ((string[])[texts, digits]).Select(Pieces).Any(said => said.Contains(sought, StringComparison.Ordinal) || said.Contains(backwards, StringComparison.Ordinal));
    }

    // Digits one by one, words whole; what only connects is left out.
    private static string Pieces(string text) =>
        $" {string.Join(' ', Piece().Matches(text.ToLowerInvariant()).Select(static match => match.Value).Where(static piece => piece is not ("then" or "and" or "followed" or "by" or "next" or "comma")))} ";

    private static string Reversed(string pieces) => $" {string.Join(' ', pieces.Trim().Split(' ').Reverse())} ";

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
        // An hour and a half; 1:30 h.
        foreach (Match half in AndAHalf().Matches(text))
        {
            var count = half.Groups["n"].Value is { Length: > 0 } n ? decimal.Parse(n, CultureInfo.InvariantCulture) : 1;
            yield return string.Create(CultureInfo.InvariantCulture, $"{count + 0.5m} {half.Groups["unit"].Value}");
        }

        foreach (Match clock in Clock().Matches(text))
        {
            var minutes = (60 * int.Parse(clock.Groups["h"].Value, CultureInfo.InvariantCulture)) + int.Parse(clock.Groups["m"].Value, CultureInfo.InvariantCulture);
            yield return string.Create(CultureInfo.InvariantCulture, $"{minutes} min");
        }

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

    [GeneratedRegex(@"\\(?:text|mbox|mathrm)\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Type();

    [GeneratedRegex(@"(?<!\w)(?<word>\p{Lu}\p{Ll}{2,10})\.", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Abbreviation();

    [GeneratedRegex(@"\d|\p{L}+|[-+*/=^~]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Piece();

    [GeneratedRegex(@"(?:\ban?|(?<![\w.])(?<n>\d{1,6}))\s+(?<unit>[a-z]{2,15})\s+and\s+(?:a\s+half|\(1/2\))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AndAHalf();

    [GeneratedRegex(@"(?<![\w:.])(?<h>\d{1,3}):(?<m>[0-5]\d)(?![\d:])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Clock();

    [GeneratedRegex(@"[^\s,.;:!?()""]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<![\w.])-?(?:\d[\d,]*(?:\.\d+)?|\.\d+|\(\d+/\d+\))(?:\s*(?<unit>[A-Za-zµμΩ°%$€£][A-Za-zµμΩ°/^\d-]{0,20})){1,4}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Measured();
}
