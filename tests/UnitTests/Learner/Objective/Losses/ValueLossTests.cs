using CsCheck;

using Guide.Learner.Objective;
using Guide.Learner.Objective.Losses;

namespace Guide.UnitTests.Learner;

public sealed class ValueLossTests
{
    [Theory]
    // V_old 0, ε 0.2. R̂ 1, V 0.5: (0.5)²/2 against (0.2−1)²/2 = 0.32: the clipped one is larger. R̂ 0.1, V 0.5: 0.08 is larger than 0.005.
    [InlineData(0.5, 1, 0.32, 0, true)]
    [InlineData(0.5, 0.1, 0.08, 0.4, false)]
    [InlineData(0.1, 1, 0.405, -0.9, false)]
    [InlineData(-0.5, -1, 0.32, 0, true)]
    public void The_larger_of_both_losses_counts(double value, double target, double loss, double slope, bool clipped)
    {
        var term = ValueLoss.Term(value, 0, target, 0.2);
        Assert.Equal(loss, term.Value, 12);
        Assert.Equal(slope, term.Slope, 12);
        Assert.Equal(clipped, term.Clipped);
    }

    [Fact]
    public void Slopes_are_the_finite_differences_of_the_values() =>
        Gen.Select(Gen.Double[-2, 2], Gen.Double[-2, 2], Gen.Double[-2, 2]).Sample((value, old, target) =>
        {
            const double h = 1e-6;
            TokenTerm At(double v) => ValueLoss.Term(v, old, target, 0.3);
            var corner = At(value - (2 * h)).Clipped != At(value + (2 * h)).Clipped;
            return corner || Math.Abs(((At(value + h).Value - At(value - h).Value) / (2 * h)) - At(value).Slope) < 1e-6;
        });
}
