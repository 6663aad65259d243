using Guide.Cli.Reporting.Drawing;

namespace Guide.UnitTests.Cli;

public sealed class ScaleTests
{
    [Fact]
    public void Marks_are_round_numbers_around_the_values()
    {
        var scale = Scale.Of([0.13, 0.87]);

        Assert.Equal([0, 0.2, 0.4, 0.6, 0.8, 1.0], scale.Marks.Select(mark => Math.Round(mark, 9)));
        Assert.Equal(["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"], scale.Marks.Select(scale.Text));
    }

    [Fact]
    public void A_flat_line_lies_inside_and_not_on_the_frame()
    {
        var (zero, ten) = (Scale.Of([0, 0, 0]), Scale.Of([10, 10.001]));

        Assert.True(zero is { Low: 0, High: >= 1 });
        Assert.InRange(ten.Place(10), 0.2, 0.8);
        Assert.InRange(ten.Place(10.001) - ten.Place(10), 0, 0.001);
    }

    [Fact]
    public void Versions_are_whole_and_end_where_they_end()
    {
        var scale = Scale.Of([1, 3], marks: 5, whole: true, tight: true);

        Assert.Equal((1, 3), (scale.Low, scale.High));
        Assert.Equal(["1", "2", "3"], scale.Marks.Select(scale.Text));
    }
}
