using Guide.Answers.Extraction;
using Guide.Answers.Numbers;
using Guide.Answers.Syntax;
using Guide.Contracts.Judging;

namespace Guide.Answers;

/// <summary>Extraction, parsing and comparison for mathematics and science. Stateless: every verdict has its own budget.</summary>
internal static class AnswerEngine
{
    private const int LongestAnswer = 20_000;
    internal const int LongestText = 2_000_000;

    public static Verdict Judge(VerificationCase verificationCase, string domain, ParseMode mode, double defaultTolerance)
    {
        if (verificationCase.Gold is not { } gold)
        {
            return Verdict.Error($"{domain}: the case has no gold answer");
        }

        if (verificationCase.Format.Strict && StrictFormatGate.Refusal(verificationCase.Prediction) is { } refusal)
        {
            return Verdict.FormatError($"{domain}: {refusal}");
        }

        if (verificationCase.Prediction.Length > LongestText)
        {
            return Verdict.Incorrect($"{domain}: the completion has more than {LongestText} characters");
        }

        var goldAnswer = verificationCase.GoldIsText ? AnswerExtractor.Extract(gold)?.Answer : AnswerExtractor.Boxed(gold) ?? gold;
        if (string.IsNullOrWhiteSpace(goldAnswer))
        {
            return Verdict.Error($"{domain}: the gold has no answer");
        }

        if (Said(verificationCase, out var why) is not var (said, source))
        {
            return Verdict.FormatError($"{domain}: {why ?? "no answer found"}{AnswerFormat.Note(verificationCase.Format.Allowed)}");
        }

        if (string.IsNullOrWhiteSpace(said))
        {
            return Verdict.FormatError($"{domain}: the answer is empty");
        }

        if (string.Equals(said.Trim(), goldAnswer.Trim(), StringComparison.Ordinal))
        {
            return Verdict.Correct($"{domain}: the same text (from: {source})");
        }

        if (goldAnswer.Length > LongestAnswer)
        {
            return Verdict.Error($"{domain}: the gold answer has more than {LongestAnswer} characters");
        }

        if (said.Length > LongestAnswer)
        {
            return Verdict.Incorrect($"{domain}: the answer has more than {LongestAnswer} characters");
        }

        var tolerance = Tolerance(verificationCase.RelTol ?? defaultTolerance);
        var kept = verificationCase.ParsedGold is ParsedGold parsed && parsed.Domain == verificationCase.Domain && parsed.Gold == gold ? parsed.Reading : null;
        var (same, detail) = AnswerComparer.Compare(goldAnswer, said, mode, tolerance, kept, ProblemText.Of(verificationCase.Problem), source == "boxed" && char.IsAsciiDigit(said.TrimEnd()[^1]) ? () => CountedBehind.Of(verificationCase.Prediction) : null);
        if (same && verificationCase.Problem is { } problem && Restatement.Is(problem, goldAnswer, said, mode))
        {
            (same, detail) = (false, "the problem restated; " + detail);
        }

        detail = $"{domain}: {detail} (from: {source})";
        return same ? Verdict.Correct(detail) : Verdict.Incorrect(detail);
    }

    // The answer and the place it was found in; null when no place that is read holds one.
    private static (string Answer, string Source)? Said(VerificationCase verificationCase, out string? why)
    {
        var prediction = verificationCase.Prediction;
        why = null;
        return verificationCase.PredictionIsText ? AnswerExtractor.Extract(prediction, verificationCase.Format.Allowed, out why) : (AnswerExtractor.Boxed(prediction) ?? prediction, "bare");
    }

    private static Rational Tolerance(double tolerance) => tolerance <= 0 ? Rational.Zero : Rational.Of(new System.Numerics.BigInteger(tolerance * 1e12), new System.Numerics.BigInteger(1e12));
}
