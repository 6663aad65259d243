using System.Globalization;

using Guide.Contracts;
using Guide.Contracts.Judging;

namespace WordCountVerifier;

/// <summary>
/// A judge of the domain assembly: gold is a number of words, and the completion must have as many. Nearly right is worth something: half the
/// words, half the reward, but only the right number is Correct.
/// </summary>
public sealed class WordCountVerifier : IVerifier
{
    /// <inheritdoc/>
    public Domain Domain => Domain.Assembly;

    /// <inheritdoc/>
    public string Version => "word-count/1";

    /// <inheritdoc/>
    public ValueTask<Verdict> JudgeAsync(VerificationCase verificationCase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(verificationCase);
        if (!int.TryParse(verificationCase.Gold, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) || wanted == 0)
        {
            return ValueTask.FromResult(Verdict.Error($"the gold '{verificationCase.Gold}' is no number of words"));
        }

        var words = verificationCase.Prediction.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        var share = (double)Math.Min(words, wanted) / Math.Max(words, wanted);
        return ValueTask.FromResult(words == wanted ? Verdict.Correct($"{words} words") : new Verdict(VerdictOutcome.Incorrect, share, $"{words} words, {wanted} wanted"));
    }
}
