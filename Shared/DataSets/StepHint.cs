using System.Globalization;
using System.Text.RegularExpressions;

namespace Guide.DataSets;

/// <summary>A hint from a worked solution: its first step, unless that step says the answer.</summary>
internal static partial class StepHint
{
    /// <summary>The step, or null when it would leak the answer.</summary>
    /// <param name="step">The first step of the solution.</param>
    /// <param name="gold">The bare answer.</param>
    public static string? Unless(string step, string gold)
    {
        step = step.Trim();
        if (step.Length == 0 || step.Contains(@"\boxed", StringComparison.Ordinal))
        {
            return null;
        }

        // By number where the answer is one: "7" is not in "17" but "1,080.0" is in "1080 dollars".
        return (Number(gold) is { } answer ? Numbers(step).Contains(answer) : Squeeze(step).Contains(Squeeze(gold), StringComparison.Ordinal))
            ? null
            : step;
    }

    /// <summary>Every number written in a text, thousands separators removed.</summary>
    public static IEnumerable<decimal> Numbers(string text) =>
        NumberPattern().Matches(text).Select(m => Number(m.Value)).OfType<decimal>();

    /// <summary>The number that a whole text is; null when it is none.</summary>
    public static decimal? Number(string text) =>
        decimal.TryParse(text.Trim().TrimStart('$'), NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static string Squeeze(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c is not ('$' or '\\')));

    // A minus sign counts only where no operand stands before it: "5-3" holds 5 and 3.
    [GeneratedRegex(@"(?<![\d.)])-?(?:\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NumberPattern();
}
