using Guide.Answers.Equivalence;
using Guide.Answers.Extraction;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.Answers;

/// <summary>Judges multiple choice: the letters of the options, an option's text or value, or both. A set of letters equals only the same set.</summary>
public sealed class McqVerifier : IVerifier
{
    private const int LongestOption = 2_000;

    /// <inheritdoc />
    public Domain Domain => Domain.Mcq;

    /// <inheritdoc />
    public string Version => "mcq/5";

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

        var expected = ChoiceLetters.Read(gold);
        if (expected.Letters is null && verificationCase.GoldIsText)
        {
            expected = ChoiceReader.Read(gold, AnswerSources.All, ChoiceOptions.None);
        }

        var options = ChoiceOptions.Of(verificationCase.Problem, gold, expected.Letters);
        var said = verificationCase.PredictionIsText ? ChoiceReader.Read(verificationCase.Prediction, verificationCase.Format.Allowed, options) : Bare(verificationCase.Prediction, options);
        if (said.Refusal is { } why)
        {
            return Verdict.FormatError($"mcq: {why}");
        }

        if (expected.Letters is { } letters && said.Letters is { } chosen)
        {
            var detail = $"mcq: gold {letters}, said {chosen}: letters";
            return letters == chosen ? Verdict.Correct(detail) : Verdict.Incorrect(detail);
        }

        return InWords(verificationCase, gold, expected, said, options);
    }

    private static Choice Bare(string prediction, ChoiceOptions options) =>
        ChoiceLetters.Read(prediction) is { } bare && (bare.Letters is not null || bare.Refusal is not null) ? bare : ChoiceReader.Read(prediction, AnswerSources.All, options);

    // The option's text or value instead of its letter.
    private static Verdict InWords(VerificationCase verificationCase, string gold, Choice expected, Choice said, ChoiceOptions options)
    {
        var text = verificationCase.PredictionIsText ? AnswerExtractor.Extract(verificationCase.Prediction, verificationCase.Format.Allowed)?.Answer : verificationCase.Prediction;
        if (text is null)
        {
            return Verdict.FormatError("mcq: no option named" + AnswerFormat.Note(verificationCase.Format.Allowed));
        }

        if (said.Letters is null && expected.Letters is { Length: 1 } letter && options.LetterOf(text) is { } value)
        {
            var detail = $"mcq: gold {letter}, said {value}: the option's text";
            return letter[0] == value ? Verdict.Correct(detail) : Verdict.Incorrect(detail);
        }

        if (expected.Letters is null && text.Length <= LongestOption && Wording.Normal(text) is { Length: > 0 } normal && normal == Wording.Normal(gold))
        {
            return Verdict.Correct("mcq: the option's text");
        }

        return said.Letters is null && expected.Letters is not null && text.Length > 200 ? Verdict.FormatError("mcq: no option named") : Verdict.Incorrect("mcq: no option named that is the gold's");
    }
}
