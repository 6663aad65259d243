using System.Globalization;
using System.Text.RegularExpressions;

using Guide.Contracts;

namespace Guide.HintConsumer.Leaks;

/// <summary>How much of a worked solution, or of a reference program, a hint says.</summary>
internal static partial class SolutionShare
{
    private const int SequenceLength = 4;
    private const int LongestRead = 40_000;

    /// <summary>The longest stretch of a reference program that a hint may quote, in tokens.</summary>
    private const int LongestQuote = 20;

    /// <summary>Why the hint must not be used; null = it says no more than it may.</summary>
    public static string? Reason(LeakCase leak)
    {
        if (string.IsNullOrWhiteSpace(leak.Solution) || leak.LargestShare >= 1)
        {
            return null;
        }

        var (hint, solution) = (Tokens(PlainText.Of(leak.Hint)), Tokens(PlainText.Of(Cut(leak.Solution))));
        var sequences = Sequences(hint, solution);
        if (sequences > leak.LargestShare)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the hint says {sequences:P0} of the solution's word sequences, more than {leak.LargestShare:P0}");
        }

        if (leak.Domain == Domain.Code)
        {
            return Quote(hint, solution) is > LongestQuote and var quoted ? $"the hint quotes {quoted} tokens of a reference solution, more than {LongestQuote}" : null;
        }

        var values = Values(leak);
        return values > leak.LargestShare
            ? string.Create(CultureInfo.InvariantCulture, $"the hint says {values:P0} of the values that only the solution has, more than {leak.LargestShare:P0}")
            : null;
    }

    /// <summary>The share of the solution's sequences of four tokens that the hint has, too; 0 where it has none.</summary>
    internal static double Sequences(IReadOnlyList<string> hint, IReadOnlyList<string> solution)
    {
        var length = Math.Min(SequenceLength, solution.Count);
        if (length == 0 || hint.Count < length)
        {
            return 0;
        }

        var said = Grams(hint, length).ToHashSet(StringComparer.Ordinal);
        var all = Grams(solution, length).ToHashSet(StringComparer.Ordinal);
        return (double)all.Count(said.Contains) / all.Count;
    }

    // Values of the solution that the problem does not give: a small number of them says little.
    private static double Values(LeakCase leak)
    {
        const int fewest = 3;
        var given = Numbers(leak.Problem ?? "");
        var own = Numbers(Cut(leak.Solution!));
        own.ExceptWith(given);
        if (own.Count < fewest)
        {
            return 0;
        }

        var said = Numbers(leak.Hint);
        return (double)own.Count(said.Contains) / own.Count;
    }

    private static HashSet<string> Numbers(string text) =>
        Number().Matches(PlainText.Of(text)).Select(static match => match.Value.Replace(",", "", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);

    private static int Quote(IReadOnlyList<string> hint, IReadOnlyList<string> solution)
    {
        // The longest common stretch, one row of the table at a time.
        var (row, longest) = (new int[solution.Count + 1], 0);
        foreach (var token in hint)
        {
            for (var j = solution.Count; j > 0; j--)
            {
                row[j] = token == solution[j - 1] ? row[j - 1] + 1 : 0;
                longest = Math.Max(longest, row[j]);
            }
        }

        return longest;
    }

    private static IEnumerable<string> Grams(IReadOnlyList<string> tokens, int length)
    {
        for (var i = 0; i + length <= tokens.Count; i++)
        {
            yield return string.Join(' ', tokens.Skip(i).Take(length));
        }
    }

    private static string Cut(string text) => text.Length > LongestRead ? text[..LongestRead] : text;

    private static List<string> Tokens(string text) => [.. Token().Matches(text).Select(static match => match.Value.ToLowerInvariant())];

    [GeneratedRegex(@"[A-Za-z_]+|\d+(?:\.\d+)?|[^\s\w]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();

    [GeneratedRegex(@"(?<![\w.])\d[\d,]*(?:\.\d+)?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
