using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

using Guide.Contracts;

namespace Guide.HintConsumer;

/// <summary>
/// Whether a hint says the final answer. Numeric answers are compared as numbers ("7" is not in "17", "1,080.0" is in "1080 dollars");
/// other answers as whole words after normalisation, which for a letter of a multiple-choice question means a marked letter.
/// </summary>
internal static partial class HintLeak
{
    /// <summary>Why the hint must not be used; null = it does not say the answer.</summary>
    /// <param name="hint">The hint's words.</param>
    /// <param name="gold">The reference answer; null (code) = nothing to leak by this measure.</param>
    /// <param name="domain">The prompt's domain.</param>
    public static string? Reason(string hint, string? gold, Domain domain)
    {
        if (string.IsNullOrWhiteSpace(gold))
        {
            return null;
        }

        if (hint.Contains(@"\boxed", StringComparison.Ordinal) || hint.Contains("####", StringComparison.Ordinal))
        {
            return "the hint carries an answer mark";
        }

        var answer = Unwrap(gold);
        if (domain != Domain.Exact && Number(answer) is { } number)
        {
            return Numbers(hint).Any(found => found == number) ? $"the hint contains the answer's number {answer}" : null;
        }

        if (domain == Domain.Mcq && answer.Trim('(', ')', '.', ' ').Length == 1)
        {
            var letter = Regex.Escape(answer.Trim('(', ')', '.', ' '));
            return Regex.IsMatch(hint, $@"\({letter}\)|\b(?:option|answer|choice)\s+(?:is\s+)?{letter}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))
                ? $"the hint names option {answer}"
                : null;
        }

        return $" {Words(hint)} ".Contains($" {Words(answer)} ", StringComparison.Ordinal) ? "the hint contains the answer's words" : null;
    }

    /// <summary>The answer inside "… #### 72" or \boxed{72}; the text itself without such a mark.</summary>
    private static string Unwrap(string gold)
    {
        var mark = gold.LastIndexOf("####", StringComparison.Ordinal);
        if (mark >= 0)
        {
            return gold[(mark + 4)..].Trim();
        }

        var boxed = Boxed().Matches(gold);
        return (boxed.Count > 0 ? boxed[^1].Groups["answer"].Value : gold).Trim().Trim('$').Trim();
    }

    /// <summary>An exact number: integer, decimal, fraction or percentage, as numerator and denominator in lowest terms.</summary>
    private static (BigInteger Numerator, BigInteger Denominator)? Number(string text)
    {
        var match = NumberPattern().Match(text);
        return match.Success && match.Length == text.Length ? Value(match) : null;
    }

    private static IEnumerable<(BigInteger, BigInteger)?> Numbers(string text)
    {
        foreach (Match match in NumberPattern().Matches(text))
        {
            yield return Value(match);
            // "48/2" says 24, and also 48 and 2.
            if (match.Groups["denominator"].Success)
            {
                yield return Value(NumberPattern().Match(match.Groups["integer"].Value + match.Groups["fraction"].Value));
                yield return Value(NumberPattern().Match(match.Groups["denominator"].Value));
            }

            if (match.Groups["sign"].Success)
            {
                // "5-3" holds 3 as well as "-3".
                yield return Value(NumberPattern().Match(match.Value[1..]));
            }
        }
    }

    private static (BigInteger, BigInteger)? Value(Match match)
    {
        if (!match.Success)
        {
            return null;
        }

        var fraction = match.Groups["fraction"].Value.TrimStart('.');
        var numerator = BigInteger.Parse("0" + match.Groups["integer"].Value.Replace(",", "", StringComparison.Ordinal) + fraction, CultureInfo.InvariantCulture);
        var denominator = BigInteger.Pow(10, fraction.Length);
        if (match.Groups["denominator"].Success)
        {
            denominator *= BigInteger.Parse(match.Groups["denominator"].Value, CultureInfo.InvariantCulture);
        }

        if (denominator.IsZero)
        {
            return null;
        }

        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return ((match.Groups["sign"].Success ? -numerator : numerator) / divisor, denominator / divisor);
    }

    private static string Words(string text)
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

    [GeneratedRegex(@"\\boxed\{(?<answer>[^{}]*)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Boxed();

    // Digits that stand alone: neither the tail of a word or of another number. At most 200 digits a part: nobody's answer is longer.
    [GeneratedRegex(
        @"(?<![\w.])(?<sign>-)?(?<integer>\d{1,3}(?:,\d{3})+(?!\d)|\d{1,200}|(?=\.\d))(?<fraction>\.\d{1,200})?(?:/(?<denominator>\d{1,200}))?(?![\d])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NumberPattern();
}
