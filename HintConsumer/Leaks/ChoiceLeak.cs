using System.Text.RegularExpressions;

using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.HintConsumer.Leaks;

/// <summary>Whether a hint names the right option: by its letter or place, by its words or value, or by ruling out all others.</summary>
internal static partial class ChoiceLeak
{
    private const int LongestProblem = 20_000;
    private static readonly McqVerifier Verifier = new();
    private static readonly string[] Places = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

    private static readonly string[] Cardinals = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    /// <summary>Why the hint must not be used; null = it names no right option.</summary>
    public static string? Reason(string hint, LeakCase leak)
    {
        var gold = GoldText.Bare(leak.Gold!);
        var (options, letters) = (Options(leak.Problem), Letters(gold));
        foreach (var letter in letters)
        {
            if (Names(hint, letter) || IsPlaced(hint, letter, options) || IsBeside(hint, letter))
            {
                return $"the hint names option {letter}";
            }

            if (options.Count > 2 && (options.Keys.All(other => other == letter || Mentions(hint, other))
                || options.All(other => other.Key == letter || (Word().IsMatch(other.Value) && SaidWords.Contains(hint, other.Value)))))
            {
                return $"the hint rules out every option but {letter}";
            }

            if ((options.GetValueOrDefault(letter) ?? Own(gold)) is { Length: > 0 } text && AnswerLeak.Reason(hint, text, leak with { Domain = Domain.Math }) is { } reason)
            {
                return $"option {letter}: {reason}";
            }
        }

        if (letters.Length == 0 && AnswerLeak.Reason(hint, gold, leak with { Domain = Domain.Math }) is { } said)
        {
            return said;
        }

        var judged = Verifier.JudgeAsync(new VerificationCase { Domain = Domain.Mcq, Gold = leak.Gold, Prediction = hint, Problem = leak.Problem }, CancellationToken.None);
        return judged.IsCompletedSuccessfully && judged.Result.Outcome == VerdictOutcome.Correct && Chooses().IsMatch(hint) ? "the hint would be judged a right answer" : null;
    }

    // "B", "(B)", "B. 12", "A, C"
    private static string Letters(string gold) =>
        Letter().Match(gold) is { Success: true } one ? one.Groups["letter"].Value.ToUpperInvariant()
        : Several().IsMatch(gold) ? string.Concat(gold.Where(char.IsAsciiLetter)).ToUpperInvariant()
        : "";

    private static string? Own(string gold) => Letter().Match(gold) is { Success: true } one ? one.Groups["text"].Value.Trim() : null;

    private static Dictionary<char, string> Options(string? problem)
    {
        var options = new Dictionary<char, string>();
        if (problem is null or { Length: > LongestProblem })
        {
            return options;
        }

        foreach (Match option in Option().Matches(problem))
        {
            options.TryAdd(char.ToUpperInvariant(option.Groups["letter"].Value[0]), option.Groups["text"].Value.Trim());
        }

        return options;
    }

    private static bool Names(string hint, char letter) =>
        Regex.IsMatch(hint, $@"^[\s\W]*{letter}[\s\W]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Multiline, TimeSpan.FromSeconds(1))
        || Regex.IsMatch(
            hint,
            $@"\(\s*{letter}\s*\)|\b{letter}\s*\)|\b(?:options?|answers?|choices?|letters?|alternatives?|pick|choose|select|circle|mark|tick)\s*(?:is|are|as|must\s+be|should\s+be|:|=|would\s+be)?\s*(?:the\s+)?(?:option|letter|choice)?\s*[""'*\[]*{letter}\b(?!\w|')|\b{letter}\s+(?:is|must\s+be|has\s+to\s+be|looks|seems)\s+(?:the\s+)?(?:right|correct|true|best|answer)|(?:it'?s|go\s+(?:with|for)|it\s+is)\s+{letter}\b(?=[.!,;]|\s*$)",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(1));

    private static bool Mentions(string hint, char letter) =>
        Regex.IsMatch(hint, $@"(?<![\w'])(?:{letter}|\({char.ToLowerInvariant(letter)}\))(?![\w'])", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    // "the one before D", "between B and D"
    private static bool IsBeside(string hint, char letter) => Beside().Matches(hint).Any(match =>
        match.Groups["low"].Success
            ? char.ToUpperInvariant(match.Groups["low"].Value[0]) + 1 == letter && char.ToUpperInvariant(match.Groups["high"].Value[0]) - 1 == letter
            : char.ToUpperInvariant(match.Groups["of"].Value[0]) + (match.Groups["side"].Value.ToLowerInvariant() is "before" or "preceding" or "above" ? -1 : 1) == letter);

    private static bool IsPlaced(string hint, char letter, Dictionary<char, string> options)
    {
        var place = letter - 'A';
        return place < Places.Length && Regex.IsMatch(
            hint,
            $@"\b(?:options?|choices?|answers?|alternatives?|numbers?|no\.?|entry|item)\s*#?(?:{place + 1}|{Cardinals[place]})\b|\b(?:{Places[place]}|{place + 1}(?:st|nd|rd|th){(options.Count == place + 1 ? "|last|final" : "")}{(options.Count == place + 2 ? "|(?:second[- ]to[- ]last|penultimate)" : "")})\s+(?:option|choice|answer|alternative|letter|one\s+listed)\b",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(1));
    }

    [GeneratedRegex(@"^\W*(?<letter>[A-Ja-j])(?:\s*[).:}\]]+\s*(?<text>.*)|\W*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Letter();

    [GeneratedRegex(@"^\W*[A-J](?:(?:\s*,\s*|\s+and\s+|\s+)[A-J]){1,9}\W*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Several();

    [GeneratedRegex(@"(?:(?<=^|\n)\s*\(?|(?<=\s)\()(?<letter>[A-Ja-j])[).:]\s*(?<text>(?:(?!\s\([A-Ja-j]\)|\s[B-J]\)\s)[^\n])*)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Option();

    [GeneratedRegex(@"\bbetween\s+\(?(?<low>[A-J])\)?\s+and\s+\(?(?<high>[A-J])\)?(?!\w)|\b(?:one|letter|option|choice)\s+(?:(?:just|right|directly)\s+)?(?<side>before|preceding|above|after|following|below)\s+(?:(?:option|letter|choice)\s+)?\(?(?<of>[A-J])\)?(?!\w)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Beside();

    [GeneratedRegex(@"\p{L}{3}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"\b(?:answer|option|choice|choose|pick|select|correct)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Chooses();
}
