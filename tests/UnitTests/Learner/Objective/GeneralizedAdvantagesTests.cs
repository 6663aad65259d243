using CsCheck;

using Guide.Learner.Objective;

namespace Guide.UnitTests.Learner;

public sealed class GeneralizedAdvantagesTests
{
    [Fact]
    public void Two_tokens_by_hand()
    {
        // γ 0.9, λ 0.5, V 0.2 0.6, r 0 1: δ_2 = 1 − 0.6 = 0.4; δ_1 = 0.9·0.6 − 0.2 = 0.34; A_1 = 0.34 + 0.45·0.4 = 0.52.
        var advantages = GeneralizedAdvantages.Compute([0, 1], [0.2f, 0.6f], 0.9, 0.5);
        Assert.Equal([0.52, 0.4], advantages, static (expected, value) => Math.Abs(expected - value) < 1e-6);
    }

    [Fact]
    public void They_are_the_discounted_sum_of_all_later_errors() =>
        Gen.Int[1, 8].SelectMany(n => Gen.Select(Gen.Double[-1, 1].Array[n], Gen.Float[-1, 1].Array[n], Gen.Double[0, 1], Gen.Double[0, 1])).Sample((rewards, values, discount, lambda) =>
        {
            var errors = rewards.Select((reward, t) => reward + (discount * (t + 1 < values.Length ? values[t + 1] : 0)) - values[t]).ToArray();
            var advantages = GeneralizedAdvantages.Compute(rewards, values, discount, lambda);
            return Enumerable.Range(0, rewards.Length).All(t =>
                Math.Abs(advantages[t] - errors.Skip(t).Select((error, l) => Math.Pow(discount * lambda, l) * error).Sum()) < 1e-9);
        });

    [Fact]
    public void With_both_at_1_they_are_the_return_less_the_value() =>
        Assert.Equal([0.8, 0.4], GeneralizedAdvantages.Compute([0, 1], [0.2f, 0.6f], 1, 1), static (expected, value) => Math.Abs(expected - value) < 1e-6);
}
