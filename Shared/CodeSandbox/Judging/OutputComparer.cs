using System.Globalization;
using System.Numerics;

namespace Guide.CodeSandbox.Judging;

/// <summary>Compares a program's output with the expected one, outside of any sandbox.</summary>
internal static class OutputComparer
{
    /// <summary>Null: they agree; else where they differ, without telling the expected value.</summary>
    public static string? Difference(string expected, string actual, OutputComparison comparison, double tolerance)
    {
        if (comparison == OutputComparison.Exact)
        {
            string[] want = Lines(expected), got = Lines(actual);
            for (var i = 0; i < Math.Min(want.Length, got.Length); i++)
            {
                if (!string.Equals(want[i], got[i], StringComparison.Ordinal))
                {
                    return $"line {i + 1} differs";
                }
            }

            return want.Length == got.Length ? null : $"{got.Length} lines instead of {want.Length}";
        }

        string[] wanted = Words(expected), found = Words(actual);
        for (var i = 0; i < Math.Min(wanted.Length, found.Length); i++)
        {
            if (!string.Equals(wanted[i], found[i], StringComparison.Ordinal)
                && !(comparison == OutputComparison.Numeric && Close(wanted[i], found[i], tolerance)))
            {
                return $"word {i + 1} differs";
            }
        }

        return wanted.Length == found.Length ? null : $"{found.Length} words instead of {wanted.Length}";
    }

    // Two whole numbers are equal or not: tolerance is for what was computed with fractions.
    private static bool Close(string expected, string actual, double tolerance) =>
        !(IsWhole(expected) && IsWhole(actual) && BigInteger.Parse(expected, CultureInfo.InvariantCulture) != BigInteger.Parse(actual, CultureInfo.InvariantCulture))
        && double.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out var want)
        && double.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out var got)
        && double.IsFinite(want)
        && double.IsFinite(got)
        && Math.Abs(want - got) <= tolerance * Math.Max(1, Math.Abs(want));

    private static bool IsWhole(string word) => word.Length is > 0 and < 1000 && word.AsSpan(word[0] is '-' or '+' ? 1 : 0) is { Length: > 0 } digits && !digits.ContainsAnyExceptInRange('0', '9');

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string[] Lines(string text)
    {
        string[] lines = [.. text.Split('\n').Select(l => l.TrimEnd())];
        var count = lines.Length;
        while (count > 0 && lines[count - 1].Length == 0)
        {
            count--;
        }

        return lines[..count];
    }
}
