using Guide.Contracts;

namespace Guide.Verification;

/// <summary>Compares the words behind the first <c>####</c> of a completion with the gold's words, exactly. A completion without the mark has no answer.</summary>
public sealed class ExactVerifier : IVerifier
{
    private const string Mark = "####";

    /// <inheritdoc />
    public Domain Domain => Domain.Exact;

    /// <inheritdoc />
    public string Version => "exact/1";

    /// <inheritdoc />
    public ValueTask<Verdict> JudgeAsync(VerificationCase verificationCase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(verificationCase);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Judge(verificationCase));
    }

    private static Verdict Judge(VerificationCase verificationCase)
    {
        if (verificationCase.Gold is not { } gold)
        {
            return Verdict.Error("exact: the case has no gold answer");
        }

        var expected = AnswerWords(gold, verificationCase.GoldIsText);
        if (expected is null or [])
        {
            return Verdict.Error("exact: the gold answer is empty");
        }

        var said = AnswerWords(verificationCase.Prediction, verificationCase.PredictionIsText);
        if (said is null)
        {
            return Verdict.FormatError($"exact: no {Mark} mark");
        }

        if (said.AsSpan().SequenceEqual(expected))
        {
            return Verdict.Correct($"exact: {expected.Length} words agree");
        }

        var first = 0;
        while (first < said.Length && first < expected.Length && said[first] == expected[first])
        {
            first++;
        }

        return Verdict.Incorrect($"exact: word {first + 1} of {said.Length} differs, {expected.Length} expected");
    }

    private static string[]? AnswerWords(string text, bool isText)
    {
        if (isText)
        {
            var at = text.IndexOf(Mark, StringComparison.Ordinal);
            if (at < 0)
            {
                return null;
            }

            text = text[(at + Mark.Length)..];
        }

        return text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }
}
