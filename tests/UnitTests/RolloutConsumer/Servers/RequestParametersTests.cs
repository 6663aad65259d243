using Guide.PolicyModel.Sampling;
using Guide.RolloutConsumer.Servers;

namespace Guide.UnitTests.RolloutConsumer;

/// <summary>The seeds that servers are given.</summary>
public sealed class RequestParametersTests
{
    [Fact]
    public void Every_completion_has_a_seed_of_its_own_and_the_same_one_in_every_run_of_that_seed()
    {
        var draw = new Guid("00000000-0000-0000-0000-000000000007");
        var seeds = RequestParameters.Seeds(Request(draw, 3)).ToArray();

        Assert.Equal(RequestParameters.Seed(Request(draw, 3)), seeds[0]);
        Assert.Equal(8, seeds.Distinct().Count());
        Assert.All(seeds, seed => Assert.True(seed >= 0));
        Assert.Equal(seeds, RequestParameters.Seeds(Request(draw, 3)));
        Assert.Empty(seeds.Intersect(RequestParameters.Seeds(Request(draw, 4))));
        Assert.Empty(seeds.Intersect(RequestParameters.Seeds(Request(new Guid("00000000-0000-0000-0000-000000000008"), 3))));
    }

    private static GroupRequest Request(Guid draw, int seed) => new()
    {
        GroupId = Guid.Empty,
        DrawKey = draw,
        Seed = seed,
        SamplingContext = [1],
        Count = 8,
        Settings = new SamplingSettings { MaxTokens = 4, StopIds = [2] },
    };
}
