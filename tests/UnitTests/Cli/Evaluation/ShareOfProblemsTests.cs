using Guide.Cli.Evaluation;
using Guide.Contracts;

namespace Guide.UnitTests.Cli;

public sealed class ShareOfProblemsTests
{
    private const int Experiments = 2000;
    private const int Problems = 100;
    private const int Samples = 16;

    [Fact]
    public void None_of_all_is_not_certain()
    {
        // Wilson at 0 of n: z²/(n + z²), by problems and not by completions.
        const double Z2 = 3.841458820694124;
        var none = ShareOfProblems.Mean(new double[Problems]);
        Assert.Equal((0, 0, Problems), (none.Mean, none.Low, none.Problems));
        Assert.Equal(Z2 / (Problems + Z2), none.High, 12);

        var all = ShareOfProblems.Mean([.. Enumerable.Repeat(1.0, Problems)]);
        Assert.Equal(1, all.High);
        Assert.Equal(1 - (Z2 / (Problems + Z2)), all.Low, 12);
    }

    [Fact]
    public void Problems_that_are_all_or_nothing_count_once_each()
    {
        // 50 of 100: the spread is p(1 − p)·(100 + a)/(99 + a), so 99 to 100 problems' worth.
        var half = ShareOfProblems.Mean([.. Enumerable.Range(0, Problems).Select(static i => (double)(i % 2))]);

        Assert.InRange(half.Low, Proportion.Wilson(99, 0.5).Low, Proportion.Wilson(100, 0.5).Low);
        Assert.InRange(half.High, Proportion.Wilson(100, 0.5).High, Proportion.Wilson(99, 0.5).High);
    }

    [Fact]
    public void Problems_of_one_kind_count_for_their_completions()
    {
        // Shares that differ as those of 16 completions with the chance 1/4 do, by √(p(1 − p)/16): nearly 1,600 tries.
        var spread = Math.Sqrt(0.25 * 0.75 / Samples);
        var alike = ShareOfProblems.Mean([.. Enumerable.Range(0, Problems).Select(i => 0.25 + (i % 2 == 0 ? spread : -spread))]);

        Assert.InRange(alike.High - alike.Low, Width(Problems * Samples), Width(1300));
        double Width(double n) => Proportion.Wilson(n, alike.Mean).High - Proportion.Wilson(n, alike.Mean).Low;
    }

    /// <summary>In 2,000 simulated evaluations the interval holds the truth in at least 93 of 100: equal problems, and problems that differ.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.01, 1)]
    [InlineData(0.5, 1)]
    [InlineData(0.01, 0.1)]
    [InlineData(0.5, 0.6)]
    [InlineData(0.99, 1)]
    public void The_interval_holds_what_it_says(double mean, double share)
    {
        // A share of the problems is solvable, with the chance that makes the mean; the others never are.
        var random = new Random(20261129);
        var held = 0;
        var values = new double[Problems];
        for (var experiment = 0; experiment < Experiments; experiment++)
        {
            for (var problem = 0; problem < Problems; problem++)
            {
                var chance = random.NextDouble() < share ? mean / share : 0;
                var successes = 0;
                for (var sample = 0; sample < Samples; sample++)
                {
                    successes += random.NextDouble() < chance ? 1 : 0;
                }

                values[problem] = (double)successes / Samples;
            }

            var estimate = ShareOfProblems.Mean(values);
            held += estimate.Low <= mean && mean <= estimate.High ? 1 : 0;
        }

        Assert.InRange(held / (double)Experiments, 0.93, 1);
    }
}
