using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.Answers;

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

        if (!TryAnswer(gold, verificationCase.GoldIsText, out var expected) || expected.IsWhiteSpace())
        {
            return Verdict.Error("exact: the gold answer is empty");
        }

        if (!TryAnswer(verificationCase.Prediction, verificationCase.PredictionIsText, out var said))
        {
            return Verdict.FormatError($"exact: no {Mark} mark");
        }

        return Compare(said, expected);
    }

    private static Verdict Compare(ReadOnlySpan<char> said, ReadOnlySpan<char> expected)
    {
        // Word by word where they lie: a megabyte of single letters is not worth half a million strings.
        for (var agree = 0; ; agree++)
        {
            var mine = NextWord(ref said);
            var theirs = NextWord(ref expected);
            if (mine.IsEmpty && theirs.IsEmpty)
            {
                return Verdict.Correct($"exact: {agree} words agree");
            }

            if (!mine.SequenceEqual(theirs))
            {
                return Verdict.Incorrect($"exact: word {agree + 1} of {agree + Count(mine, said)} differs, {agree + Count(theirs, expected)} expected");
            }
        }
    }

    /// <summary>How many words there are: one, unless it is empty, and those of the rest.</summary>
    private static int Count(ReadOnlySpan<char> word, ReadOnlySpan<char> rest)
    {
        var count = word.IsEmpty ? 0 : 1;
        while (!NextWord(ref rest).IsEmpty)
        {
            count++;
        }

        return count;
    }

    /// <summary>The next word, taken off the text; empty at the end.</summary>
    private static ReadOnlySpan<char> NextWord(ref ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        var length = 0;
        while (length < text.Length && !char.IsWhiteSpace(text[length]))
        {
            length++;
        }

        var word = text[..length];
        text = text[length..];
        return word;
    }

    /// <summary>What a text gives as its answer: all of it, or what stands behind the first mark of a completion.</summary>
    internal static bool TryAnswer(string text, bool isText, out ReadOnlySpan<char> answer)
    {
        answer = text;
        if (!isText)
        {
            return true;
        }

        var at = text.IndexOf(Mark, StringComparison.Ordinal);
        answer = at < 0 ? default : answer[(at + Mark.Length)..];
        return at >= 0;
    }
}
