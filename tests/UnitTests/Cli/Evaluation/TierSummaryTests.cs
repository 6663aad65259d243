using Guide.Cli.Evaluation;

namespace Guide.UnitTests.Cli;

public sealed class TierSummaryTests
{
    [Fact]
    public void A_completion_that_was_not_judged_leaves_its_problem_and_never_the_tier()
    {
        // b has one completion fewer: it has no pass@4, but its pass@1 stands.
        var tier = Assert.Single(TierSummary.Of([new("a", "hard", 4, 2), new("b", "hard", 3, 0), new("c", "hard", 4, 0)], [1, 4]));

        Assert.Equal((3, (0.5 + 0 + 0) / 3), (tier.PassAt[1].Problems, tier.PassAt[1].Mean));
        Assert.Equal((2, 0.5), (tier.PassAt[4].Problems, tier.PassAt[4].Mean));
    }

    [Fact]
    public void Nothing_solved_is_no_interval_of_no_width()
    {
        var tier = Assert.Single(TierSummary.Of([.. Enumerable.Range(0, 100).Select(static i => new ProblemSamples($"p{i}", "hard", 16, 0))], [1, 16]));

        Assert.All(tier.PassAt.Values, static estimate => Assert.Equal((0, 0, 0.037), (estimate.Mean, estimate.Low, Math.Round(estimate.High, 3))));
    }
}
