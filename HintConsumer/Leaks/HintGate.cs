using System.Text.RegularExpressions;

using Guide.Contracts;

namespace Guide.HintConsumer.Leaks;

/// <summary>
/// The one place that says whether a hint may be used: by the stage, when hints are made or imported, and when a policy is measured with
/// hints. What cannot be checked within its bounds is refused. Without code being run: see docs/guidance.md.
/// </summary>
internal static class HintGate
{
    /// <summary>The longest hint that is read.</summary>
    public const int LongestHint = 8_000;

    /// <summary>Why the hint must not be used; null = it does not say the answer.</summary>
    public static string? Reason(LeakCase leak)
    {
        if (leak.Hint.Length > LongestHint)
        {
            return $"the hint has more than {LongestHint} characters, which nobody checks";
        }

        try
        {
            return Mark(leak.Hint) ?? Answer(leak) ?? SolutionShare.Reason(leak);
        }
        catch (RegexMatchTimeoutException)
        {
            return "the hint takes too long to check";
        }
    }

    private static string? Mark(string hint) =>
        hint.Contains(@"\boxed", StringComparison.Ordinal) || hint.Contains("####", StringComparison.Ordinal) || hint.Contains("<answer>", StringComparison.OrdinalIgnoreCase)
            ? "the hint carries an answer mark"
            : null;

    private static string? Answer(LeakCase leak)
    {
        if (leak.Domain == Domain.Code)
        {
            return ProgramText.Reason(leak.Hint);
        }

        if (string.IsNullOrWhiteSpace(leak.Gold))
        {
            return null;
        }

        var hint = PlainText.Of(leak.Hint);
        return leak.Domain == Domain.Mcq
            ? ChoiceLeak.Reason(hint, leak)
            : AnswerLeak.Reason(hint, GoldText.Bare(leak.Gold), leak);
    }
}
