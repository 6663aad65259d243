using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.OwnVerifiers;

/// <summary>What may come of a judge that is not ours: its verdict where it is one, else an error that says what is wrong with it, never a reward.</summary>
internal static class OwnVerdicts
{
    private const int LongestDetail = 4000;

    /// <summary>A verdict that holds what a verdict must.</summary>
    /// <param name="outcome">What the judge says.</param>
    /// <param name="reward">Its reward; null = none.</param>
    /// <param name="detail">Why; null = it does not say.</param>
    /// <param name="judge">Who says it, for the error.</param>
    public static Verdict Checked(VerdictOutcome outcome, double? reward, string? detail, string judge)
    {
        var text = Short(detail ?? "");
        return outcome switch
        {
            _ when !Enum.IsDefined(outcome) => Verdict.Error($"{judge}: the outcome {(int)outcome} is none"),
            _ when !outcome.IsJudged() && reward is not null => Verdict.Error($"{judge}: a reward with the outcome {outcome}, which has none"),
            _ when !outcome.IsJudged() => Verdict.Error($"{judge}: {outcome}{(text.Length > 0 ? $": {text}" : "")}"),
            _ when reward is null => Verdict.Error($"{judge}: {outcome} without a reward"),
            _ when !(reward is >= 0 and <= 1) => Verdict.Error(FormattableString.Invariant($"{judge}: the reward {reward} is outside [0, 1]")),
            VerdictOutcome.Correct when reward == 0 => Verdict.Error($"{judge}: Correct with the reward 0"),
            not VerdictOutcome.Correct when reward == 1 => Verdict.Error($"{judge}: {outcome} with the reward 1"),
            _ => new Verdict(outcome, reward, text),
        };
    }

    /// <summary>A text without its end where it is too long for a verdict.</summary>
    public static string Short(string text) => text.Length <= LongestDetail ? text : $"{text.AsSpan(0, char.IsHighSurrogate(text[LongestDetail - 1]) ? LongestDetail - 1 : LongestDetail)}…";

    /// <summary>A part of a verifier's version: the versions of a set are joined by '+', so that none may have one.</summary>
    public static string VersionPart(string text) => text.Replace("+", "%2B", StringComparison.Ordinal);
}
