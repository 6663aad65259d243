using System.Globalization;
using System.Net;
using System.Text;

namespace Guide.Cli.Reporting.Drawing;

/// <summary>Shares with their intervals: one a row (the headline), or side by side in groups.</summary>
internal static class ShareChart
{
    private const int Width = 380;

    /// <summary>A row for each policy: its name, a bar to its share, the interval, the number.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="rows">The policies.</param>
    public static Figure Rows(string title, IReadOnlyList<Interval> rows)
    {
        const int row = 34;
        const int top = 6;
        const int right = 52;
        var width = Width - right;
        var height = top + (rows.Count * row) + 20;
        var svg = Begin(height, title, rows);
        foreach (var mark in Scale.Share.Marks)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{mark * width:0.#} {top}V{height - 18}\"/><text class=\"mark\" x=\"{Math.Max(4, mark * width):0.#}\" y=\"{height - 4}\" text-anchor=\"{(mark == 0 ? "start" : "middle")}\">{E(Scale.Share.Text(mark))}</text>");
        }

        foreach (var (i, of) in rows.Index())
        {
            var y = top + (i * row);
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"0\" y=\"{y + 11}\">{E(of.Name)}</text><rect class=\"bar {of.Colour}\" x=\"0\" y=\"{y + 15}\" width=\"{Math.Max(1, of.Mean * width):0.#}\" height=\"12\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"whisker\" d=\"M{of.Low * width:0.#} {y + 21}H{of.High * width:0.#}M{of.Low * width:0.#} {y + 17}v8M{of.High * width:0.#} {y + 17}v8\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label strong\" x=\"{Width}\" y=\"{y + 26}\" text-anchor=\"end\">{of.Mean:0.000}</text>");
        }

        return new Figure(title, svg.Append("</svg>").ToString(), []);
    }

    /// <summary>Bars in groups, each with its interval.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="groups">The groups, by name; in each the same names in the same order.</param>
    /// <param name="note">Below the chart.</param>
    public static Figure Groups(string title, IReadOnlyList<(string Name, IReadOnlyList<Interval> Bars)> groups, string note = "")
    {
        const int height = 240;
        const int left = 40;
        const int bottom = 24;
        const int top = 10;
        var (each, up) = ((Width - left) / (double)groups.Count, height - top - bottom);
        var all = groups.SelectMany(group => group.Bars.Select(bar => bar with { Name = $"{bar.Name}, {group.Name}" })).ToList();
        var svg = Begin(height, title, all);
        foreach (var mark in Scale.Share.Marks)
        {
            var y = top + ((1 - mark) * up);
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{left} {y:0.#}H{Width}\"/><text class=\"mark\" x=\"{left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{E(Scale.Share.Text(mark))}</text>");
        }

        foreach (var (g, (name, bars)) in groups.Index())
        {
            var wide = Math.Min(44, each * 0.84 / bars.Count);
            var from = left + ((g + 0.5) * each) - (bars.Count * wide / 2);
            foreach (var (b, bar) in bars.Index())
            {
                var (x, middle) = (from + (b * wide), from + ((b + 0.5) * wide));
                svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"bar {bar.Colour}\" x=\"{x + 1:0.#}\" y=\"{top + ((1 - bar.Mean) * up):0.#}\" width=\"{wide - 2:0.#}\" height=\"{Math.Max(1, bar.Mean * up):0.#}\"/>");
                svg.Append(CultureInfo.InvariantCulture, $"<path class=\"whisker\" d=\"M{middle:0.#} {top + ((1 - bar.Low) * up):0.#}V{top + ((1 - bar.High) * up):0.#}\"/>");
            }

            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{left + ((g + 0.5) * each):0.#}\" y=\"{height - 6}\" text-anchor=\"middle\">{E(name)}</text>");
        }

        return new Figure(title, svg.Append("</svg>").ToString(), [.. groups.SelectMany(group => group.Bars).Select(bar => (bar.Name, bar.Colour)).Distinct()], note);
    }

    private static StringBuilder Begin(int height, string title, IReadOnlyList<Interval> described) => new StringBuilder().Append(
        CultureInfo.InvariantCulture,
        $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{E($"{title}: {string.Join(", ", described.Select(of => string.Create(CultureInfo.InvariantCulture, $"{of.Name} {of.Mean:0.000} ({of.Low:0.000} to {of.High:0.000})")))}.")}\">");

    private static string E(string text) => WebUtility.HtmlEncode(text);
}
