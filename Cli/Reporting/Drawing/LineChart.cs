using System.Globalization;
using System.Net;
using System.Text;

namespace Guide.Cli.Reporting.Drawing;

/// <summary>Lines over numbers, as SVG that stands in the page itself and takes its colours from there.</summary>
internal static class LineChart
{
    private const int Width = 380;
    private const int Height = 240;
    private const int Left = 58;
    private const int Right = 12;
    private const int Top = 24;
    private const int Bottom = 40;

    /// <summary>The chart; null = no line has two points.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="series">The lines.</param>
    /// <param name="x">Name of the x axis; its numbers are whole.</param>
    /// <param name="y">Name of the y axis.</param>
    /// <param name="scale">The y axis; null = as the numbers need it.</param>
    /// <param name="note">Below the chart.</param>
    public static Figure? Of(string title, IReadOnlyList<Series> series, string x, string y, Scale? scale = null, string note = "")
    {
        var lines = series.Where(line => line.Points.Count(point => double.IsFinite(point.Y)) > 1).ToList();
        if (lines.Count == 0)
        {
            return null;
        }

        var points = lines.SelectMany(line => line.Points).Where(point => double.IsFinite(point.Y)).ToList();
        var (across, up) = (Scale.Of(points.Select(point => point.X), marks: 5, whole: true, tight: true), scale ?? Scale.Of(points.Select(point => point.Y)));
        var legend = lines.Select(line => (line.Name, line.Colour)).Distinct().ToList();
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{E(Described(title, lines, x, y))}\">");
        foreach (var mark in up.Marks)
        {
            var at = Y(up, mark);
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{Left} {at:0.#}H{Width - Right}\"/><text class=\"mark\" x=\"{Left - 6}\" y=\"{at + 4:0.#}\" text-anchor=\"end\">{E(up.Text(mark))}</text>");
        }

        foreach (var mark in across.Marks)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"mark\" x=\"{X(across, mark):0.#}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{E(across.Text(mark))}</text>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" d=\"M{Left} {Height - Bottom}H{Width - Right}\"/><text class=\"name\" x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 6}\" text-anchor=\"middle\">{E(x)}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"name\" x=\"0\" y=\"12\">{E(y)}</text>");
        foreach (var line in lines)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line {line.Colour}\" d=\"{Path(line, across, up)}\"/>");
        }

        return new Figure(title, svg.Append("</svg>").ToString(), legend, note);
    }

    private static string Path(Series line, Scale across, Scale up)
    {
        var path = new StringBuilder();
        var pen = 'M';
        foreach (var (x, y) in line.Points)
        {
            if (!double.IsFinite(y))
            {
                pen = 'M';
                continue;
            }

            path.Append(CultureInfo.InvariantCulture, $"{pen}{X(across, x):0.#} {Y(up, Math.Clamp(y, up.Low, up.High)):0.#}");
            pen = 'L';
        }

        return path.ToString();
    }

    private static double X(Scale scale, double value) => Left + (scale.Place(value) * (Width - Left - Right));

    private static double Y(Scale scale, double value) => Height - Bottom - (scale.Place(value) * (Height - Top - Bottom));

    /// <summary>What a reader who does not see the chart is told: each line's first and last number.</summary>
    private static string Described(string title, IReadOnlyList<Series> lines, string x, string y)
    {
        var text = new StringBuilder($"{title}: {y} over {x}.");
        foreach (var line in lines)
        {
            var finite = line.Points.Where(point => double.IsFinite(point.Y)).ToList();
            text.Append(CultureInfo.InvariantCulture, $" {line.Name} from {finite[0].Y:G3} at {finite[0].X:0} to {finite[^1].Y:G3} at {finite[^1].X:0}.");
        }

        return text.ToString();
    }

    private static string E(string text) => WebUtility.HtmlEncode(text);
}
