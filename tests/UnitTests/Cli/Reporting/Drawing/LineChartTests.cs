using System.Xml.Linq;

using Guide.Cli.Reporting.Drawing;

namespace Guide.UnitTests.Cli;

public sealed class LineChartTests
{
    [Fact]
    public void A_gap_stays_a_gap()
    {
        var chart = LineChart.Of("t", [new Series("a", "c0", [(1, 0.1), (2, 0.2), (3, double.NaN), (4, 0.4), (5, 0.5)])], "version", "share")!;

        // Two strokes: the pen is set down twice.
        var path = XDocument.Parse(chart.Svg).Descendants().Single(e => e.Attribute("class")?.Value == "line c0").Attribute("d")!.Value;
        Assert.Equal("MLML", string.Concat(path.Where(char.IsAsciiLetter)));
    }

    [Fact]
    public void The_drawing_scales_and_says_in_words_what_it_shows()
    {
        var chart = LineChart.Of("Loss", [new Series("a & b", "c0", [(1, 2), (9, 4)])], "version", "nats")!;

        var svg = XDocument.Parse(chart.Svg).Root!;
        Assert.NotNull(svg.Attribute("viewBox"));
        Assert.Null(svg.Attribute("width"));
        Assert.Equal("Loss: nats over version. a & b from 2 at 1 to 4 at 9.", svg.Attribute("aria-label")!.Value);
    }

    [Fact]
    public void One_point_is_no_line() => Assert.Null(LineChart.Of("t", [new Series("a", "c0", [(1, 2), (2, double.NaN)])], "x", "y"));
}
