using Guide.Cli.Replay;

namespace Guide.UnitTests.Cli.Replay;

public sealed class ReplaySampleTests
{
    private static readonly string[] Groups = [.. Enumerable.Range(0, 20_000).Select(static i => $"group-{i}")];

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.5)]
    public void About_the_share_is_taken(double share)
    {
        var taken = Groups.Count(new ReplaySample(share, 0).Takes);

        // Five standard deviations of a binomial.
        var spread = 5 * Math.Sqrt(Groups.Length * share * (1 - share));
        Assert.InRange(taken, (Groups.Length * share) - spread, (Groups.Length * share) + spread);
    }

    [Fact]
    public void A_seed_takes_the_same_groups_and_another_takes_others()
    {
        var taken = Groups.Where(new ReplaySample(0.1, 7).Takes).ToArray();

        Assert.Equal(taken, Groups.Where(new ReplaySample(0.1, 7).Takes));
        Assert.InRange(Groups.Where(new ReplaySample(0.1, 8).Takes).Intersect(taken).Count(), 1, taken.Length / 4);
    }

    [Fact]
    public void A_larger_share_holds_the_smaller_one() =>
        Assert.Empty(Groups.Where(new ReplaySample(0.1, 7).Takes).Except(Groups.Where(new ReplaySample(0.2, 7).Takes)));

    [Fact]
    public void All_are_all() => Assert.All(Groups, static group => Assert.True(ReplaySample.All.Takes(group)));
}
