using CsCheck;

using Guide.Learner.Objective.Losses;
using Guide.Recipes;

namespace Guide.UnitTests.Learner;

public sealed class KlTests
{
    [Theory]
    // d = log π − log reference of the golden vectors: 0.1, −0.1, 0.4.
    [InlineData(KlEstimator.K1, 0.1, -0.1, 0.4)]
    [InlineData(KlEstimator.K2, 0.005, 0.005, 0.08)]
    [InlineData(KlEstimator.K3, 0.004837418035959606, 0.005170918075647624, 0.07032004603563946)]
    public void Estimates_are_the_hand_computed_ones(KlEstimator estimator, double first, double second, double third) =>
        Assert.Equal(
            [first, second, third],
            ObjectiveCase.Now[0].Zip(ObjectiveCase.Old[0], (now, reference) => Kl.Of(estimator, now, reference).Value),
            static (expected, value) => Math.Abs(expected - value) < 1e-6);

    [Fact]
    public void Slopes_are_the_finite_differences_of_the_values() =>
        Gen.Select(Gen.Double[-5, 5], Gen.Enum<KlEstimator>()).Sample((difference, estimator) =>
        {
            const double h = 1e-5;
            var numeric = (Kl.Of(estimator, difference + h, 0).Value - Kl.Of(estimator, difference - h, 0).Value) / (2 * h);
            return Math.Abs(numeric - Kl.Of(estimator, difference, 0).Slope) < 1e-6 * (1 + Math.Exp(Math.Abs(difference)));
        });

    [Fact]
    public void K2_and_K3_are_never_negative_and_0_where_the_policies_agree() =>
        Gen.Select(Gen.Double[-15, 15], Gen.Bool.Select(second => second ? KlEstimator.K2 : KlEstimator.K3)).Sample((difference, estimator) =>
            Kl.Of(estimator, difference, 0).Value >= -1e-15 && Kl.Of(estimator, difference, difference).Value == 0);

    [Fact]
    public void Beyond_the_clamp_there_is_no_gradient() => Assert.Equal(0, Kl.Of(KlEstimator.K2, 0, -25).Slope);
}
