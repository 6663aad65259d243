using CsCheck;
using Guide.Learner.Objective;
using Guide.Recipes;

namespace Guide.UnitTests.Learner;

public sealed class TokenObjectiveTests
{
    // Two sequences, log-probs now and under the behaviour policy, advantages +1 and −1.
    private static readonly double[][] s_now = [[-0.2, -1.0, -0.5], [-0.7, -0.3]];
    private static readonly double[][] s_behavior = [[-0.3, -0.9, -0.9], [-0.6, -0.6]];

    [Fact]
    public void Clipped_terms_are_the_hand_computed_ones()
    {
        // Ratios e^0.1, e^−0.1, e^0.4 (clipped to 1.2), e^−0.1, e^0.3 with A = −1 (not clipped: the ratio is the pessimistic one).
        Assert.Equal([1.1051709180756475, 0.9048374180359596, 1.2, -0.9048374180359596, -1.3498588075760032], Terms(0.2).Select(term => term.Value), Close);
        Assert.Equal([false, false, true, false, false], Terms(0.2).Select(term => term.Clipped));
        Assert.Equal([1.1051709180756475, 0.9048374180359596, 0, -0.9048374180359596, -1.3498588075760032], Terms(0.2).Select(term => term.Slope), Close);
    }

    [Theory]
    [InlineData(Aggregation.TokenMean, 0.2, -0.19106242209992885)]
    [InlineData(Aggregation.TokenMean, 0.28, -0.20706242209992887)]
    [InlineData(Aggregation.SequenceMean, 0.2, 0.0286726670510562)]
    [InlineData(Aggregation.Constant, 0.2, -0.11941401381245553)]
    public void Losses_by_aggregation_are_the_hand_computed_ones(Aggregation aggregation, double clipHigh, double expected)
    {
        var weights = LossWeights.Compute(aggregation, [3, 2], maxCompletionTokens: 4);
        var terms = Terms(clipHigh).Select(term => term.Value).ToArray();
        Assert.Equal(expected, -((weights[0] * terms[..3].Sum()) + (weights[1] * terms[3..].Sum())), 12);
    }

    [Fact]
    public void A_negative_advantage_is_clipped_only_below()
    {
        Assert.Equal(new TokenTerm(-0.8, 0, Clipped: true), TokenObjective.Unguided(Math.Log(0.5), -1, 0.2, 0.2));
        Assert.Equal(-3, TokenObjective.Unguided(Math.Log(3), -1, 0.2, 0.2).Slope, 12);
    }

    [Fact]
    public void Shaped_terms_are_the_hand_computed_ones()
    {
        // ρ = e^0.1, e^−0.1, e^0.4; γ = 1.414493941728146; f = ρ/(ρ+γ); gradient weight γρ/(ρ+γ)².
        var terms = new[] { 0.1, -0.1, 0.4 }.Select(x => TokenObjective.Guided(x, 1, Shaping.Constant, Math.Log(1.414493941728146), 0)).ToArray();
        Assert.Equal([0.4386182209016906, 0.3901285662467776, 0.5133039018615493], terms.Select(term => term.Value), Close);
        Assert.Equal([0.24623227719472637, 0.23792826804501124, 0.24982300619525824], terms.Select(term => term.Slope), Close);
        Assert.Equal(-0.4473502296700058, -LossWeights.Compute(Aggregation.SequenceMean, [3], 4)[0] * terms.Sum(term => term.Value), 12);
    }

    [Fact]
    public void Constant_one_tenth_on_a_bare_probability_is_the_hand_computed_shaping()
    {
        // μ = 1 (log 0): ρ is the probability itself, e^−0.2, e^−1, e^−0.5.
        var terms = s_now[0].Select(x => TokenObjective.Guided(x, 1, Shaping.Constant, Math.Log(0.1), 0)).ToArray();
        Assert.Equal([0.8911541823706516, 0.7862697284804238, 0.8584633255113474], terms.Select(term => term.Value), Close);
        Assert.Equal([0.09699840561394711, 0.16804964255574453, 0.12150404426334584], terms.Select(term => term.Slope), Close);
    }

    [Fact]
    public void Ablations_are_the_ratio_and_its_power()
    {
        Assert.Equal(new TokenTerm(4, 4, false), Round(TokenObjective.Guided(Math.Log(2), 2, Shaping.None, double.NaN, double.NaN)));
        // ρ^3 = 8, derivative 3·8, A = 2.
        Assert.Equal(new TokenTerm(16, 48, false), Round(TokenObjective.Guided(Math.Log(2), 2, Shaping.Power, double.NaN, 3)));
    }

    [Theory]
    // Nearest rank ⌈p·n⌉ of 1..10 and of three values.
    [InlineData(10, 0.9, 9)]
    [InlineData(10, 0.91, 10)]
    [InlineData(10, 0.5, 5)]
    [InlineData(10, 0.0, 1)]
    [InlineData(10, 1.0, 10)]
    [InlineData(3, 0.9, 3)]
    [InlineData(3, 0.5, 2)]
    [InlineData(1, 0.9, 1)]
    public void The_percentile_is_a_nearest_rank(int n, double p, double expected) =>
        Assert.Equal(expected, Quantile.NearestRank([.. Enumerable.Range(1, n).Reverse().Select(i => (double)i)], p));

    [Fact]
    public void Gamma_has_a_floor_and_does_not_exist_without_guided_tokens()
    {
        Assert.Null(TokenObjective.PercentileLogGamma([], 0.9));
        Assert.Equal(Math.Log(1e-4), TokenObjective.PercentileLogGamma([-12, -15, -11], 0.9));
        Assert.Equal(0.4, TokenObjective.PercentileLogGamma([0.1, 0.4, -0.1], 0.9));
    }

    [Fact]
    public void Log_ratios_are_clamped_and_lose_their_gradient_there()
    {
        Assert.Equal(20, TokenObjective.LogRatio(0, -100));
        Assert.Equal(-20, TokenObjective.LogRatio(-100, 0));
        Assert.Equal(0, TokenObjective.Unguided(20, -1, 0.2, 0.2).Slope);
        Assert.Equal(0, TokenObjective.Guided(-20, 1, Shaping.None, 0, 0).Slope);
    }

    [Fact]
    public void Shaping_never_overflows_and_its_gradient_weight_is_at_most_a_quarter() =>
        Gen.Select(Gen.Double[-20, 20], Gen.Double[Math.Log(1e-4), 20], Gen.Double[-5, 5]).Sample((x, logGamma, advantage) =>
        {
            var term = TokenObjective.Guided(x, advantage, Shaping.Percentile, logGamma, 0);
            return double.IsFinite(term.Value) && Math.Abs(term.Value) <= Math.Abs(advantage)
                && Math.Abs(term.Slope) <= (0.25 * Math.Abs(advantage)) + 1e-15;
        });

    [Fact]
    public void Values_match_an_oracle_written_from_the_paper() =>
        Gen.Select(Gen.Double[-6, 6], Gen.Double[-3, 3], Gen.Double[-4, 4]).Sample((x, advantage, logGamma) =>
        {
            var ratio = Math.Exp(x);
            var gamma = Math.Exp(logGamma);
            return Near(TokenObjective.Guided(x, advantage, Shaping.Constant, logGamma, 0).Value, ratio / (ratio + gamma) * advantage)
                && Near(TokenObjective.Guided(x, advantage, Shaping.Constant, logGamma, 0).Slope, gamma * ratio / ((ratio + gamma) * (ratio + gamma)) * advantage)
                && Near(TokenObjective.Unguided(x, advantage, 0.2, 0.28).Value, Math.Min(ratio * advantage, Math.Min(Math.Max(ratio, 0.8), 1.28) * advantage));
        });

    [Fact]
    public void Slopes_are_the_finite_differences_of_the_values() =>
        Gen.Select(Gen.Double[-5, 5], Gen.Double[-3, 3], Gen.Enum<Shaping>()).Sample((x, advantage, shaping) =>
        {
            const double h = 1e-5;
            TokenTerm Guided(double at) => TokenObjective.Guided(at, advantage, shaping, 0.3, 0.7);
            TokenTerm Unguided(double at) => TokenObjective.Unguided(at, advantage, 0.2, 0.28);
            bool Agrees(Func<double, TokenTerm> f) =>
                Math.Abs(((f(x + h).Value - f(x - h).Value) / (2 * h)) - f(x).Slope) < 1e-6 * (1 + Math.Exp(Math.Abs(x)));

            // At the clip's two corners there is no derivative.
            var corner = Math.Min(Math.Abs(x - Math.Log(0.8)), Math.Abs(x - Math.Log(1.28))) < 2 * h;
            return Agrees(Guided) && (corner || Agrees(Unguided));
        });

    private static TokenTerm[] Terms(double clipHigh) =>
        [.. s_now.SelectMany((row, i) => row.Select((now, t) =>
            TokenObjective.Unguided(TokenObjective.LogRatio(now, s_behavior[i][t]), i == 0 ? 1 : -1, 0.2, clipHigh)))];

    private static TokenTerm Round(TokenTerm term) => new(Math.Round(term.Value, 9), Math.Round(term.Slope, 9), term.Clipped);

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-12;

    private static bool Near(double a, double b) => Math.Abs(a - b) <= 1e-9 * (1 + Math.Abs(b));
}
