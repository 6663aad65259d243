using CsCheck;
using Guide.Learner.Objective;
using Guide.Learner.Objective.Losses;
using Guide.Recipes;

namespace Guide.UnitTests.Learner;

public sealed class ShapedRatioTests
{
    [Fact]
    public void Shaped_terms_are_the_hand_computed_ones()
    {
        // ρ = e^0.1, e^−0.1, e^0.4; γ = 1.414493941728146; f = ρ/(ρ+γ); gradient weight γρ/(ρ+γ)².
        var terms = new[] { 0.1, -0.1, 0.4 }.Select(x => ShapedRatio.Term(x, 1, Shaping.Constant, Math.Log(1.414493941728146), 0)).ToArray();
        Assert.Equal([0.4386182209016906, 0.3901285662467776, 0.5133039018615493], terms.Select(term => term.Value), Close);
        Assert.Equal([0.24623227719472637, 0.23792826804501124, 0.24982300619525824], terms.Select(term => term.Slope), Close);
        Assert.Equal(-0.4473502296700058, -LossWeights.Compute(Aggregation.SequenceMean, [3], 4)[0] * terms.Sum(term => term.Value), 12);
    }

    [Fact]
    public void Constant_one_tenth_on_a_bare_probability_is_the_hand_computed_shaping()
    {
        // μ = 1 (log 0): ρ is the probability itself, e^−0.2, e^−1, e^−0.5.
        var terms = new[] { -0.2, -1.0, -0.5 }.Select(x => ShapedRatio.Term(x, 1, Shaping.Constant, Math.Log(0.1), 0)).ToArray();
        Assert.Equal([0.8911541823706516, 0.7862697284804238, 0.8584633255113474], terms.Select(term => term.Value), Close);
        Assert.Equal([0.09699840561394711, 0.16804964255574453, 0.12150404426334584], terms.Select(term => term.Slope), Close);
    }

    [Fact]
    public void Ablations_are_the_ratio_and_its_power()
    {
        Assert.Equal(new TokenTerm(4, 4, false), Round(ShapedRatio.Term(Math.Log(2), 2, Shaping.None, double.NaN, double.NaN)));
        // ρ^3 = 8, derivative 3·8, A = 2.
        Assert.Equal(new TokenTerm(16, 48, false), Round(ShapedRatio.Term(Math.Log(2), 2, Shaping.Power, double.NaN, 3)));
    }

    [Fact]
    public void Log_ratios_are_clamped_and_lose_their_gradient_there()
    {
        Assert.Equal(20, LogRatio.Of(0, -100));
        Assert.Equal(-20, LogRatio.Of(-100, 0));
        Assert.Equal(0, ShapedRatio.Term(-20, 1, Shaping.None, 0, 0).Slope);
    }

    [Fact]
    public void Shaping_never_overflows_and_its_gradient_weight_is_at_most_a_quarter() =>
        Gen.Select(Gen.Double[-20, 20], Gen.Double[Math.Log(1e-4), 20], Gen.Double[-5, 5]).Sample((x, logGamma, advantage) =>
        {
            var term = ShapedRatio.Term(x, advantage, Shaping.Percentile, logGamma, 0);
            return double.IsFinite(term.Value) && Math.Abs(term.Value) <= Math.Abs(advantage)
                && Math.Abs(term.Slope) <= (0.25 * Math.Abs(advantage)) + 1e-15;
        });

    [Fact]
    public void Values_match_an_oracle_written_from_the_paper() =>
        Gen.Select(Gen.Double[-6, 6], Gen.Double[-3, 3], Gen.Double[-4, 4]).Sample((x, advantage, logGamma) =>
        {
            var ratio = Math.Exp(x);
            var gamma = Math.Exp(logGamma);
            return Near(ShapedRatio.Term(x, advantage, Shaping.Constant, logGamma, 0).Value, ratio / (ratio + gamma) * advantage)
                && Near(ShapedRatio.Term(x, advantage, Shaping.Constant, logGamma, 0).Slope, gamma * ratio / ((ratio + gamma) * (ratio + gamma)) * advantage);
        });

    [Fact]
    public void Slopes_are_the_finite_differences_of_the_values() =>
        Gen.Select(Gen.Double[-5, 5], Gen.Double[-3, 3], Gen.Enum<Shaping>().Where(shaping => shaping != Shaping.Clip && !WeightedRatio.Knows(shaping))).Sample((x, advantage, shaping) =>
        {
            const double h = 1e-5;
            TokenTerm Guided(double at) => ShapedRatio.Term(at, advantage, shaping, 0.3, 0.7);
            TokenTerm Unguided(double at) => PpoClip.Term(at, advantage, 0.2, 0.28);
            bool Agrees(Func<double, TokenTerm> f) =>
                Math.Abs(((f(x + h).Value - f(x - h).Value) / (2 * h)) - f(x).Slope) < 1e-6 * (1 + Math.Exp(Math.Abs(x)));

            // At the clip's two corners there is no derivative.
            var corner = Math.Min(Math.Abs(x - Math.Log(0.8)), Math.Abs(x - Math.Log(1.28))) < 2 * h;
            return Agrees(Guided) && (corner || Agrees(Unguided));
        });

    private static TokenTerm Round(TokenTerm term) => new(Math.Round(term.Value, 9), Math.Round(term.Slope, 9), term.Clipped);

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-12;

    private static bool Near(double a, double b) => Math.Abs(a - b) <= 1e-9 * (1 + Math.Abs(b));
}
