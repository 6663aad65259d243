using Guide.Cli.Evaluation;

namespace Guide.UnitTests.Cli;

public sealed class BootstrapTests
{
    private const int Experiments = 2000;
    private const int Problems = 100;

    [Fact]
    public void Equal_values_are_not_certain()
    {
        // None of 100 problems differs: a chance of .03 to differ would be seen in all but 5 of 100 such sets.
        var none = Bootstrap.Difference(new double[Problems]);
        Assert.Equal((0, Problems), (none.Mean, none.Problems));
        Assert.InRange(none.High, 0.019, 0.04);
        Assert.InRange(none.Low, -0.04, -0.019);

        var share = Bootstrap.Share(new double[Problems]);
        Assert.Equal((0, 0), (share.Mean, share.Low));
        Assert.InRange(share.High, 0.019, 0.04);
        var all = Bootstrap.Difference([.. Enumerable.Repeat(1.0, Problems)]);
        Assert.Equal((1, 1), (all.Mean, all.High));
        Assert.InRange(all.Low, 0.9, 0.97);
    }

    [Fact]
    public void The_interval_of_a_fair_coin_has_the_width_of_the_normal_approximation()
    {
        // 400 problems, half solved: standard error 0.5/20 = 0.025, so ± 0.049.
        var estimate = Bootstrap.Share([.. Enumerable.Range(0, 400).Select(i => (double)(i % 2))], seed: 3);
        Assert.Equal(0.5, estimate.Mean);
        Assert.InRange(estimate.High - estimate.Low, 0.085, 0.113);
        Assert.InRange((estimate.High + estimate.Low) / 2, 0.49, 0.51);
    }

    [Fact]
    public void The_same_seed_gives_the_same_interval()
    {
        double[] values = [0, 0.1, 0.9, 1, 0.3];
        Assert.Equal(Bootstrap.Difference(values, seed: 1), Bootstrap.Difference(values, seed: 1));
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

    /// <summary>In 2,000 simulated comparisons of two arms on the same problems the interval holds the true difference in at least 93 of 100.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.01, 0)]
    [InlineData(0.01, 0.01)]
    [InlineData(0.5, 0.5)]
    [InlineData(0.5, 0.7)]
    public void The_interval_of_a_difference_holds_what_it_says(double first, double second)
    {
        var random = new Random(20261129);
        var held = 0;
        var values = new double[Problems];
        for (var experiment = 0; experiment < Experiments; experiment++)
        {
            for (var problem = 0; problem < Problems; problem++)
            {
                // Eight completions each; problems are more or less easy, for both arms alike.
                var ease = 0.6 + (0.8 * random.NextDouble());
                values[problem] = (Successes(first * ease) - Successes(second * ease)) / 8.0;
            }

            var estimate = Bootstrap.Difference(values, seed: experiment, resamples: 400);
            held += estimate.Low <= first - second && first - second <= estimate.High ? 1 : 0;
        }

        Assert.InRange(held / (double)Experiments, 0.93, 1);

        int Successes(double chance)
        {
            var successes = 0;
            for (var sample = 0; sample < 8; sample++)
            {
                successes += random.NextDouble() < chance ? 1 : 0;
            }

            return successes;
        }
    }

    /// <summary>The same of self-distillation, capability gain and regression: shares of one problem each, all or nothing.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    [InlineData(0.5)]
    public void The_interval_of_a_share_holds_what_it_says(double mean)
    {
        var random = new Random(20261129);
        var held = 0;
        var values = new double[Problems];
        for (var experiment = 0; experiment < Experiments; experiment++)
        {
            for (var problem = 0; problem < Problems; problem++)
            {
                values[problem] = random.NextDouble() < mean ? 1 : 0;
            }

            var estimate = Bootstrap.Share(values, seed: experiment, resamples: 400);
            held += estimate.Low <= mean && mean <= estimate.High ? 1 : 0;
        }

        Assert.InRange(held / (double)Experiments, 0.93, 1);
    }
}
