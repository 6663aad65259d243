using System.Text.RegularExpressions;

using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.HintConsumer.Leaks;

/// <summary>
/// Whether a text says an answer: each value, expression, list and quantity in it is judged by the domain's own verifier, so that what
/// counts as the answer is what would be rewarded. Bounded: the number of values, and the verifier's steps for each.
/// </summary>
internal static partial class AnswerLeak
{
    private const int MostValues = 1_500;
    private const int LongestGold = 2_000;
    private static readonly MathVerifier Mathematics = new();
    private static readonly ScienceVerifier Science = new();

    /// <summary>Why the text gives the answer away; null = it does not.</summary>
    /// <param name="hint">Plain text.</param>
    /// <param name="gold">The bare answer.</param>
    /// <param name="leak">The prompt's case.</param>
    public static string? Reason(string hint, string gold, LeakCase leak)
    {
        if (gold.Length == 0)
        {
            return null;
        }

        // What is put together from pieces stands on lines of its own behind the hint.
        var digits = Digits(hint);
        hint += OtherReadings.Of(digits);
        // 7 is not in 7.5: numbers are compared as such.
        if (!IsNumber(gold) && (SaidWords.Contains(hint, gold) || SaidWords.Abbreviates(hint, gold)))
        {
            return "the hint contains the answer's words";
        }

        if (leak.Domain == Domain.Exact && gold.Contains(' ', StringComparison.Ordinal))
        {
            // Words that are compared one by one: apart, together, or with others between them.
            return SaidWords.InOrder(hint, digits, gold) ? "the hint says the answer's words one after the other" : null;
        }

        if (gold.Length > LongestGold)
        {
            return null;
        }

        return Values(hint, gold, leak);
    }

    private static string? Values(string hint, string gold, LeakCase leak)
    {
        var judge = new Judge(gold, leak);
        var parts = GoldText.Parts(gold);
        var (lists, relations) = (parts.Count > 0, Relation().IsMatch(gold));
        var found = new HashSet<string>(StringComparer.Ordinal);
        var digits = Digits(hint);
        var spoken = SpokenArithmetic.Of(digits);
        if (!((string[])[hint, digits, spoken, SpokenAlgebra.Of(digits)]).Distinct(StringComparer.Ordinal).All(text => SaidValues.Find(text, lists, relations, found, MostValues)))
        {
            return $"the hint says more than {MostValues} values, which nobody checks";
        }

        found.UnionWith(JoinedDigits(spoken));
        found.UnionWith(NearbyArithmetic.Of(digits).Concat(NearbyArithmetic.Of(spoken)).Take(MostValues));
        if (Letters().IsMatch(Command().Replace(gold, "")))
        {
            // A quantity or an answer in words.
            found.UnionWith(SaidWords.Windows(hint, gold).Take(MostValues));
            found.UnionWith(SaidWords.Quantities(digits).Concat(SaidWords.Quantities(spoken)).Take(MostValues));
        }

        foreach (var value in found)
        {
            if (judge.Reason(value) is { } reason)
            {
                return reason;
            }
        }

        return judge.AsAnswer(hint) ?? InParts(gold, parts, found, leak);
    }

    private static string Digits(string hint)
    {
        var native = ForeignNumbers.Replaced(hint);
        return NumberWords.Replaced(native) ?? native;
    }

    // "x = 3 and y = 4" for (3, 4); "numerator 3, denominator 4" for 3/4.
    private static string? InParts(string gold, IReadOnlyList<string> parts, HashSet<string> found, LeakCase leak)
    {
        if (parts.Count == 0 && Fraction().Match(gold) is { Success: true } fraction && SaidWords.Contains(leak.Hint, "numerator") && SaidWords.Contains(leak.Hint, "denominator"))
        {
            parts = [fraction.Groups["a"].Value, fraction.Groups["b"].Value];
        }

        if (parts.Count == 0)
        {
            return null;
        }

        return parts.All(part => SaidWords.Contains(leak.Hint, part) || found.Any(new Judge(part, leak).Is)) ? "the hint says every part of the answer" : null;
    }

    // "4 2", "4-2", "1 080": digits that are written apart.
    private static IEnumerable<string> JoinedDigits(string text) =>
        Apart().Matches(text).Take(50).Select(static match => string.Concat(match.Value.Where(char.IsAsciiDigit)));

    private static bool IsNumber(string gold) => Number().IsMatch(gold);

    private sealed class Judge
    {
        private readonly VerificationCase _case;
        private readonly IVerifier _verifier;
        private readonly bool _roundable;

        public Judge(string gold, LeakCase leak)
        {
            var domain = leak.Domain == Domain.Science ? Domain.Science : Domain.Math;
            _verifier = domain == Domain.Science ? Science : Mathematics;
            _ = GoldAnswer.TryParse(domain, gold, out var parsed, out _);
            _case = new VerificationCase { Domain = domain, Gold = gold, ParsedGold = parsed, Prediction = "", PredictionIsText = false, Problem = leak.Problem, RelTol = leak.RelTol };
            _roundable = !IsNumber(gold);
        }

        public bool Is(string value) => Verdict(_case with { Prediction = value }).Outcome == VerdictOutcome.Correct;

        public string? Reason(string value)
        {
            var outcome = Verdict(_case with { Prediction = value }).Outcome;
            if (outcome == VerdictOutcome.Incorrect && _roundable && Decimal().IsMatch(value))
            {
                // 1.41 says √2, whatever would be rewarded.
                outcome = Verdict(_case with { Prediction = value, RelTol = Math.Max(0.01, _case.RelTol ?? 0) }).Outcome;
            }

            return outcome switch
            {
                VerdictOutcome.Correct => IsNumber(_case.Gold!) ? $"the hint contains the answer's number {_case.Gold}: {Shown(value)}" : $"the hint says the answer: {Shown(value)}",
                VerdictOutcome.VerifierError or VerdictOutcome.Timeout => $"the hint cannot be checked: {Shown(value)}",
                _ => null,
            };
        }

        // The hint read as if it were a completion: whatever would be rewarded is refused.
        public string? AsAnswer(string hint) =>
            Verdict(_case with { Prediction = hint, PredictionIsText = true }).Outcome == VerdictOutcome.Correct ? "the hint would be judged a right answer" : null;

        private Verdict Verdict(VerificationCase item)
        {
            var judged = _verifier.JudgeAsync(item, CancellationToken.None);
            return judged.IsCompletedSuccessfully ? judged.Result : throw new InvalidOperationException("A verifier of answers waited.");
        }

        private static string Shown(string value) => value.Length > 60 ? string.Concat(value.AsSpan(0, 60), "…") : value;
    }

    [GeneratedRegex(@"=|<|>|\\[lg]e|\\leq|\\geq|≤|≥", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Relation();

    [GeneratedRegex("[A-Za-z]{2}|[A-Za-z]$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Letters();

    [GeneratedRegex(@"\\(?!text|mbox|mathrm)[a-zA-Z]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Command();

    [GeneratedRegex(@"^\s*-?[\d,]*\.?\d+\s*%?\s*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"^[-(]*\d*\.\d+\)*$|^\\?\d*\.\d+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Decimal();

    [GeneratedRegex(@"^\s*-?\s*(?:\\[dt]?frac\s*\{?(?<a>[^{}]+?)\}?\s*\{?(?<b>[^{}]+)\}?|(?<a>[^/]+)/(?<b>[^/]+))\s*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"(?<![\w.])\d(?:(?:\s|-|, ?|\. ?)\d(?!\d)){1,20}(?![\w.]\d)|(?<![\w.,])\d{1,3}(?: \d{3})+(?!\d)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Apart();
}
