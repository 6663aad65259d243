using CsCheck;

using Guide.Cli.Evaluation;

namespace Guide.UnitTests.Cli;

public sealed class PassAtKTests
{
    [Theory]
    // n = 16, c = 3: 1 − C(13,k)/C(16,k).
    [InlineData(1, 0.1875)]
    [InlineData(2, 0.35)]
    [InlineData(4, 0.6071428571428572)]
    [InlineData(8, 0.9)]
    [InlineData(16, 1.0)]
    public void Three_of_sixteen_give_the_hand_computed_estimates(int k, double expected) =>
        Assert.Equal(expected, PassAtK.Estimate(16, 3, k), 12);

    [Fact]
    public void No_success_is_zero_and_large_counts_do_not_overflow()
    {
        Assert.Equal(0, PassAtK.Estimate(16, 0, 16));
        Assert.Equal(1, PassAtK.Estimate(4, 4, 1));
        Assert.Equal(1 - (0.5 * (49_999 / 99_999.0)), PassAtK.Estimate(100_000, 50_000, 2), 9);
    }

    [Fact]
    public void Fewer_samples_than_k_are_refused_and_fewer_than_four_k_are_noisy()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PassAtK.Estimate(7, 3, 8));
        Assert.True(PassAtK.IsNoisy(31, 8));
        Assert.False(PassAtK.IsNoisy(32, 8));
    }

    [Fact]
    public void The_estimate_is_the_share_of_k_subsets_with_a_success() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[0, 9], Gen.Int[1, 9]).Where((n, c, k) => c <= n && k <= n).Sample((n, c, k) =>
        {
            var (all, with) = (0, 0);
            for (var subset = 0; subset < 1 << n; subset++)
            {
                if (int.PopCount(subset) == k)
                {
                    all++;
                    with += (subset & ((1 << c) - 1)) != 0 ? 1 : 0;
                }
            }

            return Math.Abs(PassAtK.Estimate(n, c, k) - ((double)with / all)) < 1e-12;
        });

    [Fact]
    public void Averages_count_the_first_k_only()
    {
        Assert.Equal(0.5, PassAtK.Average([true, false, true, true], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => PassAtK.Average([true], 2));
    }

    [Theory]
    // Votes a a b: a leads. a b: a tie, half right. a b c with a right: a third. No answers: nobody votes.
    [InlineData("a,a,b", "1,1,0", 1.0)]
    [InlineData("b,a,b", "0,1,0", 0.0)]
    [InlineData("a,b", "1,0", 0.5)]
    [InlineData("a,b,c", "1,0,0", 1.0 / 3)]
    [InlineData("-,-,a", "0,0,1", 1.0)]
    [InlineData("-,-", "0,0", 0.0)]
    public void A_tied_majority_counts_fractionally(string answers, string correct, double expected)
    {
        string?[] said = [.. answers.Split(',').Select(answer => answer == "-" ? null : answer)];
        Assert.Equal(expected, PassAtK.Majority(said, [.. correct.Split(',').Select(flag => flag == "1")], said.Length), 12);
    }
}
