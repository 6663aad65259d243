using Guide.Contracts;
using Guide.Learner.Objective;
using Guide.Recipes;

namespace Guide.UnitTests.Learner;

public sealed class LineageTriageTests
{
    [Theory]
    [InlineData("xxxx", "", Composition.Balanced, DiscardReason.Uniform)]
    [InlineData("CCCC", "", Composition.Balanced, DiscardReason.Uniform)]
    [InlineData("xCxx", "", Composition.Balanced, DiscardReason.None)]
    [InlineData("xxxx", "xxxx", Composition.Balanced, DiscardReason.GuidedAllWrong)]
    [InlineData("xxxx", "CCCC", Composition.Balanced, DiscardReason.None)]
    [InlineData("xxxx", "CCCC", Composition.Replace, DiscardReason.GuidedAllCorrect)]
    [InlineData("xxxx", "CCCC", Composition.Mixin, DiscardReason.GuidedAllCorrect)]
    [InlineData("xxxx", "CC?C", Composition.Replace, DiscardReason.GuidedAllCorrect)]
    [InlineData("xxxx", "xxxx", Composition.Replace, DiscardReason.GuidedAllWrong)]
    [InlineData("xCxx", "CCCC", Composition.Replace, DiscardReason.None)]
    [InlineData("xxxx", "????", Composition.Balanced, DiscardReason.Uniform)]
    [InlineData("xxxx", "C???", Composition.Replace, DiscardReason.Unjudged)]
    [InlineData("C???", "", Composition.Balanced, DiscardReason.Unjudged)]
    [InlineData("????", "", Composition.Balanced, DiscardReason.Unjudged)]
    public void Fill_discards_what_gives_no_signal_with_its_reason(string unguided, string guided, Composition composition, DiscardReason expected) =>
        Assert.Equal(expected, Classify(Rows.Lineage(unguided, guided), Rows.Recipe(composition, 4, DynamicSampling.Fill), 0));

    [Theory]
    [InlineData("xxxx", "", DiscardReason.None)]
    [InlineData("xxxx", "xxxx", DiscardReason.None)]
    [InlineData("C???", "", DiscardReason.Unjudged)]
    public void Off_takes_uniform_lineages_but_never_fewer_than_two_judged_rows(string unguided, string guided, DiscardReason expected) =>
        Assert.Equal(expected, Classify(Rows.Lineage(unguided, guided), Rows.Recipe(Composition.Balanced, 4), 0));

    [Fact]
    public void A_lineage_is_as_stale_as_its_oldest_row()
    {
        var lineage = Rows.Lineage("xxxx", "CCxx", version: 5) with { Unguided = Rows.Group(Rows.Root, "xxxx", version: 3) };
        var recipe = Rows.Recipe(Composition.Replace, 4);
        Assert.Equal(3, LineageTriage.Staleness(lineage, 6));
        Assert.Equal(DiscardReason.Stale, Classify(lineage, recipe with { Step = new() { MaxStaleness = 2 } }, 6));
        Assert.Equal(DiscardReason.None, Classify(lineage, recipe with { Step = new() { MaxStaleness = 3 } }, 6));
    }

    [Theory]
    [InlineData(DynamicSampling.Off, 7, 0, false)]
    [InlineData(DynamicSampling.Off, 8, 0, true)]
    [InlineData(DynamicSampling.Off, 0, 100, false)]
    [InlineData(DynamicSampling.Fill, 8, 0, true)]
    [InlineData(DynamicSampling.Fill, 7, 16, false)]
    [InlineData(DynamicSampling.Fill, 7, 17, true)]
    [InlineData(DynamicSampling.Fill, 0, 24, true)]
    public void A_step_of_eight_closes_at_eight_useful_or_under_fill_at_three_times_eight_final(DynamicSampling sampling, int useful, int discarded, bool full) =>
        Assert.Equal(full, LineageTriage.IsFull(new StepRecipe { RootGroupsPerStep = 8, DynamicSampling = sampling, MaxFillFactor = 3 }, useful, discarded));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(2, 1)]
    [InlineData(4, 2)]
    [InlineData(8, 4)]
    [InlineData(7, 4)]
    public void A_short_step_makes_proportionally_fewer_updates(int lineages, int updates) =>
        Assert.Equal(updates, LineageTriage.Updates(new StepRecipe { RootGroupsPerStep = 8, UpdatesPerStep = 4 }, lineages));

    private static DiscardReason Classify(Lineage lineage, RunRecipe recipe, int version) =>
        LineageTriage.Classify(GroupComposer.Compose(lineage, recipe), recipe, version);
}
