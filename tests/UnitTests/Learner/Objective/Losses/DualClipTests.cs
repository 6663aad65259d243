using Guide.Learner.Objective.Losses;

namespace Guide.UnitTests.Learner;

public sealed class DualClipTests
{
    [Theory]
    // A = −2, c = 3: ρ = 4 is bounded at −6, ρ = 2 is not, ρ = 0.5 is clipped below at 0.8 as PPO does.
    [InlineData(4.0, -6, 0)]
    [InlineData(2.0, -4, -4)]
    [InlineData(0.5, -1.6, 0)]
    public void A_failure_is_pushed_down_by_at_most_c_times_its_advantage(double ratio, double value, double slope)
    {
        var term = DualClip.Term(Math.Log(ratio), -2, 0.2, 0.28, 3);
        Assert.Equal(value, term.Value, 12);
        Assert.Equal(slope, term.Slope, 12);
        Assert.Equal(slope == 0, term.Clipped);
    }

    [Fact]
    public void A_success_is_clipped_as_PPO_clips_it()
    {
        foreach (var logRatio in new[] { -1.0, 0, 0.1, 2 })
        {
            Assert.Equal(PpoClip.Term(logRatio, 1.5, 0.2, 0.28), DualClip.Term(logRatio, 1.5, 0.2, 0.28, 3));
        }
    }
}
