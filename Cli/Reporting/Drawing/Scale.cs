using System.Globalization;

namespace Guide.Cli.Reporting.Drawing;

/// <summary>One axis: which numbers it spans and where its marks stand.</summary>
/// <param name="Low">The smallest number.</param>
/// <param name="High">The largest one, above <paramref name="Low"/>.</param>
/// <param name="Marks">Round numbers between them.</param>
/// <param name="Format">How a mark is written.</param>
internal sealed record Scale(double Low, double High, IReadOnlyList<double> Marks, string Format)
{
    /// <summary>An axis for shares: 0 to 1 whatever they are, so that charts can be compared.</summary>
    public static Scale Share { get; } = new(0, 1, [0, 0.25, 0.5, 0.75, 1], "0.##");

    /// <summary>An axis that spans some numbers. Where they are all the same it has room around them.</summary>
    /// <param name="values">Finite numbers, at least one.</param>
    /// <param name="marks">About how many marks.</param>
    /// <param name="whole">True: marks are whole numbers.</param>
    /// <param name="tight">True: it ends where the numbers do, not at the next mark.</param>
    public static Scale Of(IEnumerable<double> values, int marks = 4, bool whole = false, bool tight = false)
    {
        var (low, high) = (double.MaxValue, double.MinValue);
        foreach (var value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        // A flat line lies in the middle, not on the frame, and its noise in the last digits is no mountain.
        var least = Math.Max(Math.Abs(low), Math.Abs(high)) * 1e-3;
        if (high - low <= least)
        {
            var room = Math.Max(Math.Abs(high) * 0.5, least == 0 ? 1 : 0);
            (low, high) = (low >= 0 && low - room < 0 ? 0 : low - room, high + room);
        }

        var step = Round((high - low) / marks);
        if (whole)
        {
            step = Math.Max(1, Math.Ceiling(step));
        }

        var (first, last) = (low, high);
        low = Math.Floor((low / step) + 1e-9) * step;
        high = Math.Ceiling((high / step) - 1e-9) * step;
        var at = Enumerable.Range(0, (int)Math.Round((high - low) / step) + 1).Select(i => low + (i * step)).ToList();
        if (tight)
        {
            (low, high) = (first, last);
            at.RemoveAll(mark => mark < first - (step * 1e-6) || mark > last + (step * 1e-6));
        }

        return new Scale(low, high, at, FormatOf(step, Math.Max(Math.Abs(low), Math.Abs(high))));
    }

    /// <summary>Where a number lies, from 0 at the low end to 1 at the high end.</summary>
    public double Place(double value) => (value - Low) / (High - Low);

    /// <summary>A mark as it is written.</summary>
    public string Text(double mark) => (Math.Abs(mark) < (High - Low) * 1e-9 ? 0 : mark).ToString(Format, CultureInfo.InvariantCulture).Replace("-", "−", StringComparison.Ordinal);

    /// <summary>1, 2 or 5 times a power of ten, not below.</summary>
    private static double Round(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        var head = step / power;
        return power * (head <= 1 + 1e-9 ? 1 : head <= 2 + 1e-9 ? 2 : head <= 5 + 1e-9 ? 5 : 10);
    }

    private static string FormatOf(double step, double largest)
    {
        var decimals = (int)Math.Max(0, -Math.Floor(Math.Log10(step) + 1e-9));
        return decimals > 4 || largest >= 1e6 ? "0.##E+0" : decimals == 0 ? "#,0" : $"0.{new string('0', decimals)}";
    }
}
