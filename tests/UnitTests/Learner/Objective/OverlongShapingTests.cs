using Guide.Learner.Objective;

namespace Guide.UnitTests.Learner;

public sealed class OverlongShapingTests
{
    [Theory]
    // L_max 20480, L_cache 4096: the golden vectors.
    [InlineData(16384, 0)]
    [InlineData(18432, -0.5)]
    [InlineData(20480, -1)]
    [InlineData(20481, -1)]
    [InlineData(1, 0)]
    public void The_last_tokens_of_the_budget_cost_up_to_one(int tokens, double penalty) => Assert.Equal(penalty, OverlongShaping.Penalty(tokens, 20480, 4096), 12);

    [Fact]
    public void Without_a_cache_nothing_is_taken_off() => Assert.Equal(0, OverlongShaping.Penalty(100, 100, 0));
}
