using CsCheck;
using Guide.Learner.Objective;
using Guide.Recipes;

namespace Guide.UnitTests.Learner;

public sealed class AdvantagesTests
{
    [Theory]
    // R = 1 0 0 1: mean 1/2, deviations ±1/2, std with n−1 = sqrt(1/3) = 0.577350269.
    [InlineData(AdvantageKind.Grpo, 0.8660239037870368)]
    [InlineData(AdvantageKind.DrGrpo, 0.5)]
    [InlineData(AdvantageKind.Rloo, 2.0 / 3)]
    // One token a row: population deviation 1/2, so ±0.5/(0.5 + 1e-6).
    [InlineData(AdvantageKind.ReinforcePlusPlus, 0.5 / 0.500001)]
    public void Two_of_four_successes_give_the_hand_computed_advantages(AdvantageKind kind, double expected)
    {
        var actual = Compute(kind, [1, 0, 0, 1]);
        Assert.Equal([expected, -expected, -expected, expected], actual, Close);
    }

    [Theory]
    // One success among eight: mean 1/8, variance (49/64 + 7/64)/7 = 1/8, so (7/8)/(sqrt(1/8) + 1e-6) and (−1/8)/(…).
    [InlineData(AdvantageKind.Grpo, 2.4748667, -0.3535524)]
    [InlineData(AdvantageKind.DrGrpo, 0.875, -0.125)]
    // RLOO: the success against the mean of the other seven (0): 1; a failure against 1/7.
    [InlineData(AdvantageKind.Rloo, 1.0, -1.0 / 7)]
    public void One_of_eight_successes_gives_the_hand_computed_advantages(AdvantageKind kind, double success, double failure)
    {
        var actual = Compute(kind, [0, 0, 1, 0, 0, 0, 0, 0]);
        Assert.Equal(success, actual[2], 6);
        Assert.Equal(failure, actual[0], 6);
    }

    [Fact]
    public void Whitening_weighs_a_row_by_its_tokens()
    {
        // Tokens 3 of reward 1, 1 of reward 0: mean 3/4, variance 3/4·1/16 + 1/4·9/16 = 3/16.
        var actual = Advantages.Compute(AdvantageKind.ReinforcePlusPlus, [[Rows.Row(1, tokens: 3), Rows.Row(0, tokens: 1)]])[0];
        var deviation = Math.Sqrt(3.0 / 16) + 1e-6;
        Assert.Equal(0.25 / deviation, actual[0], 9);
        Assert.Equal(-0.75 / deviation, actual[1], 9);
    }

    [Fact]
    public void Whitening_takes_every_row_of_the_step_uniform_groups_too()
    {
        // One token a row, rewards 1 0 | 0 0 | 1 1: mean 1/2, deviation 1/2. A group that failed everywhere is pushed down, one that succeeded up.
        var actual = Advantages.Compute(
            AdvantageKind.ReinforcePlusPlus, [[Rows.Row(1), Rows.Row(0)], [Rows.Row(0), Rows.Row(0)], [Rows.Row(1), Rows.Row(1)]]);
        Assert.Equal([1.0, -1, -1, -1, 1, 1], actual.SelectMany(group => group), static (expected, value) => Math.Abs(expected - value) < 1e-5);

        // Rewards 1 0 | 0 0: mean 1/4, variance 3/16.
        var mostlyWrong = Advantages.Compute(AdvantageKind.ReinforcePlusPlus, [[Rows.Row(1), Rows.Row(0)], [Rows.Row(0), Rows.Row(0)]]);
        Assert.Equal(-0.25 / (Math.Sqrt(3.0 / 16) + 1e-6), mostlyWrong[1][0], 9);
        Assert.Equal(0, mostlyWrong.Sum(group => group.Sum()), 9);
    }

    [Theory]
    [InlineData(AdvantageKind.Grpo)]
    [InlineData(AdvantageKind.DrGrpo)]
    [InlineData(AdvantageKind.Rloo)]
    public void Uniform_groups_and_single_rows_give_exactly_zero(AdvantageKind kind)
    {
        // 0.1 three times: the mean is 0.10000000000000002, so a computed deviation would not be 0.
        var result = Advantages.Compute(kind, [
            [Rows.Row(0.1), Rows.Row(0.1), Rows.Row(0.1)],
            [Rows.Row(1)],
            [],
            [Rows.Row(1), Rows.Row(0)]]);
        Assert.Equal([0.0, 0, 0], result[0]);
        Assert.Equal([0.0], result[1]);
        Assert.Empty(result[2]);
        Assert.True(result[3][0] > 0 && result[3][1] < 0);
    }

    [Theory]
    [InlineData(AdvantageKind.Grpo)]
    [InlineData(AdvantageKind.DrGrpo)]
    [InlineData(AdvantageKind.Rloo)]
    public void A_step_of_uniform_groups_only_has_no_advantage_where_the_baseline_is_the_groups(AdvantageKind kind)
    {
        var result = Advantages.Compute(kind, [[Rows.Row(0), Rows.Row(0)], [Rows.Row(1), Rows.Row(1)]]);
        Assert.All(result, group => Assert.All(group, advantage => Assert.Equal(0, advantage)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_step_of_equal_rewards_has_no_advantage(AdvantageKind kind)
    {
        var result = Advantages.Compute(kind, [[Rows.Row(0.1), Rows.Row(0.1), Rows.Row(0.1)], [Rows.Row(0.1)], []]);
        Assert.Equal([3, 1, 0], result.Select(group => group.Length));
        Assert.All(result, group => Assert.All(group, advantage => Assert.Equal(0, advantage)));
    }

    [Theory]
    [InlineData(AdvantageKind.Grpo)]
    [InlineData(AdvantageKind.DrGrpo)]
    [InlineData(AdvantageKind.Rloo)]
    public void Advantages_of_a_group_sum_to_zero(AdvantageKind kind) =>
        Gen.Double[0, 1].Array[2, 16].Sample(rewards => Math.Abs(Compute(kind, rewards).Sum()) < 1e-6 * (1 + (1 / Spread(rewards))));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Advantages_follow_a_permutation_of_the_rows(AdvantageKind kind) =>
        Gen.Double[0, 1].Array[2, 12].SelectMany(rewards => Gen.Shuffle(Enumerable.Range(0, rewards.Length).ToArray()), (rewards, order) => (rewards, order))
            .Sample(sample =>
            {
                var direct = Compute(kind, sample.rewards);
                var shuffled = Compute(kind, [.. sample.order.Select(i => sample.rewards[i])]);
                return sample.order.Select((from, to) => Math.Abs(direct[from] - shuffled[to])).All(difference => difference < 1e-6 * (1 + (1 / Spread(sample.rewards))));
            });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_higher_reward_never_has_a_lower_advantage(AdvantageKind kind) =>
        Gen.Int[0, 4].Select(quarter => quarter / 4.0).Array[2, 12].Sample(rewards =>
        {
            var advantages = Compute(kind, rewards);
            return Enumerable.Range(1, rewards.Length - 1).All(i =>
                Math.Sign(advantages[i] - advantages[0]) == Math.Sign(rewards[i] - rewards[0]));
        });

    [Fact]
    public void A_leave_one_out_advantage_is_the_reward_minus_the_others_mean() =>
        Gen.Double[0, 1].Array[2, 12].Where(rewards => Spread(rewards) > 1e-9).Sample(rewards =>
        {
            var advantages = Compute(AdvantageKind.Rloo, rewards);
            return Enumerable.Range(0, rewards.Length).All(i =>
                Math.Abs(advantages[i] - (rewards[i] - rewards.Where((_, j) => j != i).Average())) < 1e-12);
        });

    public static TheoryData<AdvantageKind> Kinds => [.. Enum.GetValues<AdvantageKind>().Where(kind => kind != AdvantageKind.Gae)];

    private static double Spread(double[] rewards) => Math.Max(rewards.Max() - rewards.Min(), 1e-12);

    private static double[] Compute(AdvantageKind kind, double[] rewards) =>
        Advantages.Compute(kind, [[.. rewards.Select(reward => Rows.Row(reward))]])[0];

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-9;
}
