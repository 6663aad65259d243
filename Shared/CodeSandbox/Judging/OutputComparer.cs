using System.Globalization;
using System.Numerics;

namespace Guide.CodeSandbox.Judging;

/// <summary>Compares a program's output with the expected one, outside of any sandbox.</summary>
internal static class OutputComparer
{
    private const int LongestWhole = 400;
    private const double Noise = 1e-9;

    // ASCII's own: other spaces of Unicode are letters of a word.
    private static readonly char[] Space = [' ', '\t', '\n', '\r', '\v', '\f'];

    /// <summary>Null: they agree; else where they differ, without telling the expected value.</summary>
    public static string? Difference(string expected, string actual, CodeTests tests) =>
        Difference(expected, actual, tests.Compare, tests.Tolerance, tests.AbsoluteTolerance, tests.IgnoreCase);

    /// <summary>As the other, by its settings.</summary>
    public static string? Difference(string expected, string actual, OutputComparison comparison, double tolerance, double absolute = 0, bool ignoreCase = false)
    {
        var letters = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (comparison == OutputComparison.Exact)
        {
            string[] want = Lines(expected), got = Lines(actual);
            for (var i = 0; i < Math.Min(want.Length, got.Length); i++)
            {
                if (!string.Equals(want[i], got[i], letters))
                {
                    return $"line {i + 1} differs";
                }
            }

            return want.Length == got.Length ? null : $"{got.Length} lines instead of {want.Length}";
        }

        string[] wanted = Words(expected), found = Words(actual);
        for (var i = 0; i < Math.Min(wanted.Length, found.Length); i++)
        {
            if (!string.Equals(wanted[i], found[i], letters)
                && !SameWhole(wanted[i], found[i])
                && !(comparison == OutputComparison.Numeric && Close(wanted[i], found[i], tolerance, absolute)))
            {
                return $"word {i + 1} differs";
            }
        }

        return wanted.Length == found.Length ? null : $"{found.Length} words instead of {wanted.Length}";
    }

    // Tolerance is for what both sides write with a decimal point or an exponent; it is relative. Zero has no scale: noise is taken for it.
    private static bool Close(string expected, string actual, double tolerance, double absolute) =>
        SameWhole(actual, expected)
        || (IsDecimal(expected)
        && IsDecimal(actual)
        && double.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out var want)
        && double.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out var got)
        && double.IsFinite(want)
        && double.IsFinite(got)
        && Math.Abs(want - got) <= Math.Max(Math.Max(tolerance * Math.Abs(want), absolute), Math.Max(want == 0 && tolerance > 0 ? Noise : 0, Rounding(expected, tolerance))));

    // An expected word of six places or more was rounded there: what rounds to it is it.
    private static double Rounding(string expected, double tolerance) =>
        tolerance > 0 && expected.IndexOf('.', StringComparison.Ordinal) is var point and >= 0 && !expected.AsSpan().ContainsAny("eE") && expected.Length - point - 1 is var places and >= 6
            ? 0.5000001 * Math.Pow(10, -places) : 0;

    private static bool IsDecimal(string word) => word.AsSpan().ContainsAny(".eE") && word.AsSpan().IndexOfAnyInRange('0', '9') >= 0;

    // The same whole number, written as a decimal (2.0, 1e+16): Python's division and powers print it so.
    private static bool SameWhole(string expected, string actual) =>
        expected.Length < LongestWhole
        && IsWhole(expected)
        && IsDecimal(actual)
        && actual.Length < LongestWhole
        && Exponent(actual) < LongestWhole
        && BigInteger.TryParse(expected, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var want)
        && BigInteger.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out var got)
        && want == got;

    private static int Exponent(string word) =>
        word.IndexOfAny(['e', 'E']) is var at && at < 0 ? 0
        : int.TryParse(word.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) ? exponent : int.MaxValue;

    // Without leading zeros: 0101 is a text of digits.
    private static bool IsWhole(string word)
    {
        var digits = word.AsSpan(word.Length > 0 && word[0] is '-' or '+' ? 1 : 0);
        return digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9') && (digits.Length == 1 || digits[0] != '0');
    }

    private static string[] Words(string text) => text.Split(Space, StringSplitOptions.RemoveEmptyEntries);

    private static string[] Lines(string text)
    {
        string[] lines = [.. text.Split('\n').Select(l => l.TrimEnd(Space))];
        var count = lines.Length;
        while (count > 0 && lines[count - 1].Length == 0)
        {
            count--;
        }

        return lines[..count];
    }
}
