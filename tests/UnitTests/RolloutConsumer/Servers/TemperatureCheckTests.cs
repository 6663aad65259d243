using Guide.RolloutConsumer.Servers;

namespace Guide.UnitTests.RolloutConsumer;

public sealed class TemperatureCheckTests
{
    private static readonly Dictionary<int, double> AtOne = new() { [7] = -0.5, [3] = -1.5, [9] = -2.5 };

    [Fact]
    public void Scaled_differences_follow_the_temperature() =>
        Assert.True(TemperatureCheck.Follows(AtOne, new Dictionary<int, double> { [7] = -0.02, [9] = -4.02 }, 0.5));

    [Fact]
    public void Differences_that_stay_do_not() =>
        Assert.False(TemperatureCheck.Follows(AtOne, new Dictionary<int, double> { [7] = -0.5, [3] = -1.5, [9] = -2.5 }, 0.5));

    [Fact]
    public void A_high_temperature_is_told_apart_too()
    {
        Assert.True(TemperatureCheck.Follows(AtOne, new Dictionary<int, double> { [7] = -1.0, [9] = -2.0 }, 2));
        Assert.False(TemperatureCheck.Follows(AtOne, AtOne, 2));
    }

    [Fact]
    public void Equal_tokens_and_tokens_that_differ_between_the_answers_say_nothing()
    {
        var equal = new Dictionary<int, double> { [7] = -0.5, [3] = -0.51 };
        Assert.Null(TemperatureCheck.Follows(equal, equal, 0.5));
        Assert.Null(TemperatureCheck.Follows(AtOne, new Dictionary<int, double> { [7] = -0.5, [1] = -3 }, 0.5));
        Assert.Null(TemperatureCheck.Follows(AtOne, new Dictionary<int, double> { [7] = 0, [3] = double.NegativeInfinity }, 0.1));
    }
}
