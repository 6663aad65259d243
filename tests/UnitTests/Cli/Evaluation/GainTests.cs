using CsCheck;

using Guide.Cli.Evaluation;

namespace Guide.UnitTests.Cli;

public sealed class GainTests
{
    [Fact]
    public void The_parts_of_one_problem_are_the_hand_computed_ones()
    {
        // p0 = 1/4, P0 = pass@2 of 1 in 4 = 1 − C(3,2)/C(4,2) = 1/2, p1 = 3/4.
        var gain = Gain.Of(new("p", "t", 4, 1), new("p", "t", 4, 3), k: 2);
        Assert.Equal(0.75 * 0.25, gain.SelfDistillation, 12);
        Assert.Equal(0.75 * 0.5, gain.CapabilityGain, 12);
        Assert.Equal(0.25 * 0.25, gain.Regression, 12);
        Assert.Equal(0.5, gain.Total, 12);
    }

    [Fact]
    public void The_parts_always_add_up_to_the_change() =>
        Gen.Select(Gen.Int[0, 16], Gen.Int[0, 16], Gen.Int[1, 16]).Sample((before, after, k) =>
            Math.Abs(Gain.Of(new("p", "t", 16, before), new("p", "t", 16, after), k).Total - ((after - before) / 16.0)) < 1e-12);

    [Fact]
    public void Another_problem_is_refused() =>
        Assert.Throws<ArgumentException>(() => Gain.Of(new("p", "t", 4, 1), new("q", "t", 4, 1), 1));

    [Theory]
    [InlineData(16, 16, false)]
    [InlineData(16, 14, false)]
    [InlineData(16, 4, true)]
    [InlineData(8, 0, true)]
    [InlineData(2, 0, false)]
    [InlineData(0, 16, false)]
    public void A_problem_has_regressed_only_when_the_interval_lies_below_zero(int before, int after, bool regressed) =>
        Assert.Equal(regressed, Gain.HasRegressed(new("p", "t", 16, before), new("p", "t", 16, after)));

    [Fact]
    public void Means_are_over_problems() =>
        Assert.Equal(new Gain(0.25, 0.5, 0.125), Gain.Mean([new(0.5, 1, 0), new(0, 0, 0.25)]));
}
