using Guide.Cli.Evaluation;

namespace Guide.UnitTests.Cli;

public sealed class BootstrapTests
{
    [Fact]
    public void Equal_values_have_an_interval_of_no_width() =>
        Assert.Equal(new Estimate(0.25, 0.25, 0.25, 4), Bootstrap.Mean([0.25, 0.25, 0.25, 0.25]));

    [Fact]
    public void The_interval_of_a_fair_coin_has_the_width_of_the_normal_approximation()
    {
        // 400 problems, half solved: standard error 0.5/20 = 0.025, so ± 0.049.
        var estimate = Bootstrap.Mean([.. Enumerable.Range(0, 400).Select(i => (double)(i % 2))], seed: 3);
        Assert.Equal(0.5, estimate.Mean);
        Assert.InRange(estimate.High - estimate.Low, 0.085, 0.113);
        Assert.InRange((estimate.High + estimate.Low) / 2, 0.49, 0.51);
    }

    [Fact]
    public void The_same_seed_gives_the_same_interval()
    {
        double[] values = [0, 0.1, 0.9, 1, 0.3];
        Assert.Equal(Bootstrap.Mean(values, seed: 1), Bootstrap.Mean(values, seed: 1));
    }

    [Fact]
    public void Tiers_are_summarised_apart_and_an_impossible_k_is_left_out()
    {
        var tiers = TierSummary.Of([new("a", "easy", 4, 4), new("b", "hard", 4, 0), new("c", "hard", 4, 2)], [1, 4, 8]);
        Assert.Equal(["easy", "hard"], tiers.Select(tier => tier.Tier));
        Assert.Equal([1, 4], tiers[1].PassAt.Keys);
        Assert.Equal(0.25, tiers[1].PassAt[1].Mean, 12);
        Assert.Equal(0.5, tiers[1].PassAt[4].Mean, 12);
    }
}
