using Guide.Learner.Objective;
using Guide.Learner.Objective.Losses;
using Guide.Recipes;

namespace Guide.UnitTests.Learner;

public sealed class PpoClipTests
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
        Assert.Equal(new TokenTerm(-0.8, 0, Clipped: true), PpoClip.Term(Math.Log(0.5), -1, 0.2, 0.2));
        Assert.Equal(-3, PpoClip.Term(Math.Log(3), -1, 0.2, 0.2).Slope, 12);
    }

    [Fact]
    public void Outside_the_clamp_there_is_no_gradient() => Assert.Equal(0, PpoClip.Term(20, -1, 0.2, 0.2).Slope);

    private static TokenTerm[] Terms(double clipHigh) =>
        [.. s_now.SelectMany((row, i) => row.Select((now, t) =>
            PpoClip.Term(LogRatio.Of(now, s_behavior[i][t]), i == 0 ? 1 : -1, 0.2, clipHigh)))];

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-12;
}
