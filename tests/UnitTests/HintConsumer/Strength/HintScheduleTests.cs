using CsCheck;

using Guide.Contracts;
using Guide.HintConsumer.Strength;
using Guide.Recipes;
using Guide.Storage;

namespace Guide.UnitTests.HintConsumer.Strength;

public sealed class HintScheduleTests
{
    private static readonly HintLevel[] All = [HintLevel.Nudge, HintLevel.Plan, HintLevel.FirstStep, HintLevel.Half];

    // n = nudge, p = plan, f = first step, h = half; the digit is how many of four succeeded.
    [Theory]
    [InlineData("", HintLevel.Nudge)]
    [InlineData("n0", HintLevel.Nudge)]
    [InlineData("n0 n0", HintLevel.Plan)]
    [InlineData("n0 n1 n0", HintLevel.Nudge)]
    [InlineData("n0 n0 p0 p0", HintLevel.FirstStep)]
    [InlineData("n0 n0 p0 p0 f0 f0 h0 h0 h0", HintLevel.Half)]
    [InlineData("n0 n0 p2", HintLevel.Plan)]
    [InlineData("n0 n0 p4", HintLevel.Nudge)]
    [InlineData("n4", HintLevel.Nudge)]
    // Another level than the schedule's was used, because it had no hint: the schedule goes on from there.
    [InlineData("f0 f0", HintLevel.Half)]
    public void The_next_level_follows_from_the_tries(string tries, HintLevel expected) =>
        Assert.Equal(expected, HintSchedule.Order(All, Tries(tries), HintStrength.WeakestThatWorks)[0]);

    [Fact]
    public void After_the_level_come_the_stronger_ones_and_then_the_weaker_ones() =>
        Assert.Equal([HintLevel.Plan, HintLevel.FirstStep, HintLevel.Half, HintLevel.Nudge], HintSchedule.Order(All, Tries("n0 n0"), HintStrength.WeakestThatWorks));

    [Fact]
    public void Always_strongest_does_not_look_at_tries() =>
        Assert.Equal([HintLevel.Half, HintLevel.FirstStep, HintLevel.Plan, HintLevel.Nudge], HintSchedule.Order(All, Tries("n4 n4"), HintStrength.Strongest));

    [Fact]
    public void Levels_that_are_no_more_and_groups_without_a_verdict_say_nothing()
    {
        Assert.Equal(HintLevel.Plan, HintSchedule.Order([HintLevel.Plan, HintLevel.Half], Tries("n0 n0"), HintStrength.WeakestThatWorks)[0]);
        var unjudged = new HintTry("h", HintLevel.Nudge, 0, 0, 0, 4, 0);
        Assert.Equal(HintLevel.Nudge, HintSchedule.Order(All, [unjudged, unjudged], HintStrength.WeakestThatWorks)[0]);
    }

    [Fact]
    public void The_order_is_always_every_level_once() =>
        Gen.Select(Gen.Int[0, 3].Array[0, 12], Gen.Int[0, 4].Array[12], Gen.Enum<HintStrength>()).Sample((levels, successes, strength) =>
        {
            var tries = levels.Select((level, i) => Try(All[level], successes[i])).ToList();
            Assert.Equal(All, HintSchedule.Order(All, tries, strength).Order());
        });

    [Theory]
    [InlineData("n0 n0", 3, false)]
    [InlineData("n0 n0 n0", 3, true)]
    [InlineData("n0 n0 n1", 3, false)]
    [InlineData("n0 n0 n0", 0, false)]
    public void A_hint_without_gain_is_retired_after_so_many_groups(string tries, int after, bool expected) =>
        Assert.Equal(expected, HintSchedule.IsWithoutGain(Tries(tries), after));

    [Fact]
    public void Gain_is_over_the_unguided_success_of_the_same_prompt()
    {
        // One in four without the hint as with it.
        var same = Enumerable.Repeat(new HintTry("h", null, 0, 4, 1, 4, 1), 3).ToList();
        Assert.True(HintSchedule.IsWithoutGain(same, 3));
        Assert.False(HintSchedule.IsWithoutGain([.. same, new HintTry("h", null, 0, 4, 2, 4, 1)], 3));
    }

    [Fact]
    public void Uplift_has_the_interval_of_Newcombe()
    {
        // Newcombe (1998), table II, case (a): 56/70 against 48/80, method 10.
        var uplift = Uplift.Of([new HintTry("h", null, 0, 70, 56, 80, 48)])!;
        Assert.Equal((0.2, 0.0524, 0.3339), (Math.Round(uplift.Mean, 4), Math.Round(uplift.Low, 4), Math.Round(uplift.High, 4)));
        Assert.Null(Uplift.Of([]));
    }

    private static List<HintTry> Tries(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => Try(one[0] switch { 'n' => HintLevel.Nudge, 'p' => HintLevel.Plan, 'f' => HintLevel.FirstStep, _ => HintLevel.Half }, one[1] - '0'))];

    private static HintTry Try(HintLevel level, int successes) => new("h", level, 0, 4, successes, 4, 0);
}
