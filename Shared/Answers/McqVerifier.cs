using Guide.Answers;
using Guide.Answers.Equivalence;
using Guide.Answers.Extraction;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.Answers;

/// <summary>Judges multiple choice: the letter of the option, its text, or both.</summary>
public sealed class McqVerifier : IVerifier
{
    private const int LongestOption = 2_000;

    /// <inheritdoc />
    public Domain Domain => Domain.Mcq;

    /// <inheritdoc />
    public string Version => "mcq/1";

    /// <inheritdoc />
    public ValueTask<Verdict> JudgeAsync(VerificationCase verificationCase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(verificationCase);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Boundary.Guarded("mcq", verificationCase, Judge));
    }

    private static Verdict Judge(VerificationCase verificationCase)
    {
        if (verificationCase.Gold is not { } gold)
        {
            return Verdict.Error("mcq: the case has no gold answer");
        }

        if (verificationCase.Format.Strict && StrictFormatGate.Refusal(verificationCase.Prediction) is { } refusal)
        {
            return Verdict.FormatError("mcq: " + refusal);
        }

        var expected = ChoiceReader.OfGold(gold) ?? (verificationCase.GoldIsText ? ChoiceReader.OfText(gold) : null);
        var said = verificationCase.PredictionIsText ? ChoiceReader.OfText(verificationCase.Prediction, verificationCase.Format.Allowed) : ChoiceReader.OfGold(verificationCase.Prediction) ?? ChoiceReader.OfText(verificationCase.Prediction);
        if (expected is { } letter && said is { } chosen)
        {
            var detail = $"mcq: gold {letter}, said {chosen}: letters";
            return letter == chosen ? Verdict.Correct(detail) : Verdict.Incorrect(detail);
        }

        // The option's text instead of its letter.
        var text = verificationCase.PredictionIsText ? AnswerExtractor.Extract(verificationCase.Prediction, verificationCase.Format.Allowed)?.Answer : verificationCase.Prediction;
        if (text is null)
        {
            return Verdict.FormatError("mcq: no option named" + AnswerFormat.Note(verificationCase.Format.Allowed));
        }

        var optionText = expected is { } known ? OptionText(gold, verificationCase.Problem, known) : gold;
        if (optionText is { Length: > 0 and <= LongestOption } && text.Length <= LongestOption && Wording.Normal(text) is { Length: > 0 } normal && normal == Wording.Normal(optionText))
        {
            return Verdict.Correct("mcq: the option's text");
        }

        return said is null && expected is not null && text.Length > 200 ? Verdict.FormatError("mcq: no option named") : Verdict.Incorrect("mcq: no option named that is the gold's");
    }

    // "(D) Alina" carries its own text; otherwise the problem's line that begins with the letter.
    private static string? OptionText(string gold, string? problem, char letter)
    {
        var close = gold.IndexOfAny([')', '.', ':']);
        if (close >= 0 && close + 1 < gold.Length && gold[(close + 1)..].Trim() is { Length: > 0 } own)
        {
            return own;
        }

        if (problem is null)
        {
            return null;
        }

        foreach (var mark in (ReadOnlySpan<string>)[$"({letter})", $"{letter})", $"{letter}.", $"{letter}:"])
        {
            var at = problem.IndexOf(mark, StringComparison.Ordinal);
            if (at >= 0 && (at == 0 || !char.IsLetterOrDigit(problem[at - 1])))
            {
                var end = problem.IndexOf('\n', at);
                var line = problem[(at + mark.Length)..(end < 0 ? problem.Length : end)];
                var next = line.IndexOf($"({(char)(letter + 1)})", StringComparison.Ordinal);
                return (next > 0 ? line[..next] : line).Trim();
            }
        }

        return null;
    }
}
