using Guide.Contracts;

namespace Guide.UnitTests.Contracts;

public sealed class ProportionTests
{
    [Fact]
    public void Wilson_of_one_half_of_sixteen_is_the_textbook_interval()
    {
        // z² = 3.8415: centre 1/2, half-width 1.96·sqrt(1/64 + 3.8415/1024)/(1 + 3.8415/16) = 0.21993.
        var (low, high) = Proportion.Wilson(16, 8);
        Assert.Equal(0.28, low, 3);
        Assert.Equal(0.72, high, 3);
    }

    [Fact]
    public void The_difference_of_two_shares_has_the_interval_of_Newcombes_table()
    {
        // Newcombe (1998), table II, 56/70 − 48/80, method 10: 0.0524 to 0.3339.
        var (low, high) = Proportion.Difference(70, 56, 80, 48);
        Assert.Equal(0.0524, low, 4);
        Assert.Equal(0.3339, high, 4);
    }
}
