using Guide.Learner.Objective;

namespace Guide.UnitTests.Learner;

public sealed class TokenWhiteningTests
{
    [Fact]
    public void Tokens_get_the_mean_0_and_the_deviation_1_over_the_step()
    {
        // 1 1 1 | 5: mean 2, population variance (3·1 + 9)/4 = 3.
        var whitened = TokenWhitening.Whiten([[1, 1, 1], [5]]);
        var deviation = Math.Sqrt(3) + 1e-6;
        Assert.Equal([-1 / deviation, -1 / deviation, -1 / deviation], whitened[0], static (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(3 / deviation, whitened[1][0], 12);
    }

    [Fact]
    public void Equal_tokens_give_exactly_0() => Assert.All(TokenWhitening.Whiten([[0.1, 0.1], [], [0.1]]), row => Assert.All(row, value => Assert.Equal(0, value)));
}
