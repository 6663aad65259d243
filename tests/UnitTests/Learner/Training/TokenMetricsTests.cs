using Guide.Learner.Training;

namespace Guide.UnitTests.Learner;

public sealed class TokenMetricsTests
{
    [Fact]
    public void A_row_that_stands_for_others_counts_as_often_and_every_row_is_counted()
    {
        var (metrics, set) = (new TokenMetrics(), new MetricSet());
        metrics.Add(ObjectiveCase.Row(1, [-1, -1], 1), [0.5, 0.5], [Math.Log(2), Math.Log(2)], [1, 1], standsFor: 1);
        metrics.Add(ObjectiveCase.Row(0, [-1], 1), [-0.25], [0], [4], standsFor: 8);
        metrics.AddUnseen(ObjectiveCase.Row(0, [-1, -1, -1], 1));
        metrics.Write("x", set, clips: false);

        // Weights 1 1 8: mean ln ρ (0.5 + 0.5 − 2)/10, entropy (1 + 1 + 32)/10; w 2 2 1×8: (12)²/(10·16).
        Assert.Equal((3.0, 2.0, 6.0), (set.Values["x/rows"], set.Values["x/rows_zero_advantage"], set.Values["x/tokens"]));
        Assert.Equal(-0.1, set.Values["x/ln_ratio_mean"], 12);
        Assert.Equal(3.4, set.Values["x/entropy"], 12);
        Assert.Equal(0.9, set.Values["x/effective_sample_size"], 12);
        Assert.Equal((-0.25, -0.25, 0.5, 0.5), (set.Values["x/ln_ratio_q10"], set.Values["x/ln_ratio_q50"], set.Values["x/ln_ratio_q90"], set.Values["x/ln_ratio_max"]));
    }
}
