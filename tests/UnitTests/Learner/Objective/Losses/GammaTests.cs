using Guide.Learner.Objective;
using Guide.Learner.Objective.Losses;
using Guide.Recipes;

namespace Guide.UnitTests.Learner;

public sealed class GammaTests
{
    [Theory]
    // Nearest rank ⌈p·n⌉ of 1..10 and of three values.
    [InlineData(10, 0.9, 9)]
    [InlineData(10, 0.91, 10)]
    [InlineData(10, 0.5, 5)]
    [InlineData(10, 0.0, 1)]
    [InlineData(10, 1.0, 10)]
    [InlineData(3, 0.9, 3)]
    [InlineData(3, 0.5, 2)]
    [InlineData(1, 0.9, 1)]
    public void The_percentile_is_a_nearest_rank(int n, double p, double expected) =>
        Assert.Equal(expected, Quantile.NearestRank([.. Enumerable.Range(1, n).Reverse().Select(i => (double)i)], p));

    [Fact]
    public void Gamma_has_a_floor_and_does_not_exist_without_guided_tokens()
    {
        var guidance = new GuidanceRecipe { Percentile = 0.9 };
        Assert.Null(Gamma.Log([], guidance));
        Assert.Equal(Math.Log(1e-4), Gamma.Log([-12, -15, -11], guidance));
        Assert.Equal(0.4, Gamma.Log([0.1, 0.4, -0.1], guidance));
        Assert.Equal(Math.Log(2), Gamma.Log([0.1, 0.4, -0.1], guidance with { GammaFloor = 2 }));
        Assert.Equal(-0.1, Gamma.Log([0.1, 0.4, -0.1], guidance with { Percentile = 0.1 }));
    }
}
