using CsCheck;

using Guide.Learner.Objective;
using Guide.Recipes;

namespace Guide.UnitTests.Learner;

public sealed class StepPlanTests
{
    [Theory]
    [InlineData(10, 4, "2 3 2 3")]
    [InlineData(9, 4, "2 2 2 3")]
    [InlineData(8, 4, "2 2 2 2")]
    [InlineData(5, 2, "2 3")]
    [InlineData(3, 3, "1 1 1")]
    [InlineData(1, 1, "1")]
    [InlineData(0, 0, "")]
    public void Lineages_are_cut_at_the_floor_of_i_n_over_U(int lineages, int updates, string sizes) =>
        Assert.Equal(sizes, string.Join(' ', StepPlan.Cut([.. Enumerable.Range(0, lineages)], updates).Select(part => part.Count)));

    [Fact]
    public void No_part_is_empty_and_sizes_are_at_most_one_apart() =>
        Gen.Int[1, 300].SelectMany(lineages => Gen.Int[1, lineages], (lineages, updates) => (lineages, updates)).Sample(sample =>
        {
            var parts = StepPlan.Cut([.. Enumerable.Range(0, sample.lineages)], sample.updates).ToList();
            return parts.Count == sample.updates
                && parts.SelectMany(part => part).SequenceEqual(Enumerable.Range(0, sample.lineages))
                && parts.Max(part => part.Count) - parts.Min(part => part.Count) <= 1
                && parts.TrueForAll(part => part.Count > 0);
        });

    [Fact]
    public void Ten_lineages_make_four_updates_and_every_row_says_which()
    {
        var recipe = Rows.Recipe(Composition.Balanced, 4) with { Step = new() { RootGroupsPerStep = 10, UpdatesPerStep = 4 } };
        var plan = Rows.Plan([.. Enumerable.Range(0, 10).Select(_ => Rows.Lineage("Cxxx"))], recipe);
        Assert.Equal([8, 12, 8, 12], plan.Batches.Select(batch => batch.Count));
        Assert.Equal([8, 12, 8, 12], plan.Rows.CountBy(row => row.MiniBatch).OrderBy(pair => pair.Key).Select(pair => pair.Value));
    }
}
