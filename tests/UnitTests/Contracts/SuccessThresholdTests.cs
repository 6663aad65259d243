using Guide.Contracts;

namespace Guide.UnitTests.Contracts;

public sealed class SuccessThresholdTests
{
    [Theory]
    [InlineData(100, 0.29, 29)]
    [InlineData(10, 0.3, 3)]
    [InlineData(8, 0.25, 2)]
    [InlineData(8, 0.24, 1)]
    [InlineData(8, 0, 0)]
    [InlineData(8, 1, 8)]
    public void It_is_the_floor_of_tau_times_G(int groupSize, double share, int expected) => Assert.Equal(expected, SuccessThreshold.Of(groupSize, share));

    [Fact]
    public void A_share_that_means_k_of_G_gives_k()
    {
        foreach (var groupSize in Enumerable.Range(1, 300))
        {
            Assert.All(Enumerable.Range(0, groupSize + 1), k => Assert.Equal(k, SuccessThreshold.Of(groupSize, k / (double)groupSize)));
        }

        Assert.All(Enumerable.Range(0, 101), percent => Assert.Equal(percent, SuccessThreshold.Of(100, percent / 100.0)));
    }
}
