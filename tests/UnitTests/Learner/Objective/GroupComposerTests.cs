using CsCheck;
using Guide.Contracts;
using Guide.Learner.Objective;
using Guide.Recipes;

namespace Guide.UnitTests.Learner;

public sealed class GroupComposerTests
{
    [Fact]
    public void Without_a_child_all_judged_rows_train()
    {
        var composed = GroupComposer.Compose(Rows.Lineage("Cx?tf"), Rows.Recipe(Composition.Balanced, 5));
        Assert.Equal("u0 u1 u4", Rows.Show(Assert.Single(composed.Groups)));
        Assert.Equal("u2:unjudged u3:unjudged", Rows.ShowUnused(composed));
    }

    [Theory]
    // n = min(|H+|, ⌊4/2⌋ − 0, 4 − 1): 1, 2, 2 and 0 exchanges; the first slots go.
    [InlineData("xxxx", "xCxx", "u1 u2 u3 g1", "u0:exchanged g0:guided-failure g2:guided-failure g3:guided-failure")]
    [InlineData("xxxx", "CxCx", "u2 u3 g0 g2", "u0:exchanged u1:exchanged g1:guided-failure g3:guided-failure")]
    [InlineData("xxxx", "CCCC", "u2 u3 g0 g1", "u0:exchanged u1:exchanged g2:surplus g3:surplus")]
    [InlineData("xxxx", "xxxx", "u0 u1 u2 u3", "g0:guided-failure g1:guided-failure g2:guided-failure g3:guided-failure")]
    // τ > 0: one success takes one of the two places; all of U+ stays.
    [InlineData("xCxx", "CCxx", "u1 u2 u3 g0", "u0:exchanged g1:surplus g2:guided-failure g3:guided-failure")]
    // Two unguided successes leave no place.
    [InlineData("CCxx", "CCCC", "u0 u1 u2 u3", "g0:surplus g1:surplus g2:surplus g3:surplus")]
    // |U−| − 1: the last failure always stays.
    [InlineData("xx", "CC", "u1 g0", "u0:exchanged g1:surplus")]
    // Unjudged guided rows are not failures.
    [InlineData("xxxx", "?Cxt", "u1 u2 u3 g1", "u0:exchanged g0:unjudged g2:guided-failure g3:unjudged")]
    public void Balanced_exchanges_unguided_failures_for_guided_successes(string unguided, string guided, string trains, string unused)
    {
        var composed = GroupComposer.Compose(Rows.Lineage(unguided, guided), Rows.Recipe(Composition.Balanced, unguided.Length));
        Assert.Equal(trains, Order(Rows.Show(Assert.Single(composed.Groups))));
        Assert.Equal(unused, Rows.ShowUnused(composed));
    }

    [Theory]
    [InlineData("xxxx", "xCxx", "u0 u1 u2 g1", "u3:exchanged g0:guided-failure g2:guided-failure g3:guided-failure")]
    [InlineData("xxxx", "CCCC", "g0 g1 g2 g3", "u0:exchanged u1:exchanged u2:exchanged u3:exchanged")]
    [InlineData("xxxx", "xxxx", "u0 u1 u2 u3", "g0:guided-failure g1:guided-failure g2:guided-failure g3:guided-failure")]
    // τ > 0 and U− short: H− fills up; unguided successes have no place in this composition.
    [InlineData("CCCx", "Cxxx", "u3 g0 g1 g2", "u0:surplus u1:surplus u2:surplus g3:guided-failure")]
    public void Mixin_takes_guided_successes_then_unguided_then_guided_failures(string unguided, string guided, string trains, string unused)
    {
        var composed = GroupComposer.Compose(Rows.Lineage(unguided, guided), Rows.Recipe(Composition.Mixin, unguided.Length));
        Assert.Equal(trains, Order(Rows.Show(Assert.Single(composed.Groups))));
        Assert.Equal(unused, Rows.ShowUnused(composed));
    }

    [Fact]
    public void Replace_trains_the_guided_child_alone()
    {
        var composed = GroupComposer.Compose(Rows.Lineage("xxxx", "xC?C"), Rows.Recipe(Composition.Replace, 4));
        Assert.Equal("g0 g1 g3", Rows.Show(Assert.Single(composed.Groups)));
        Assert.Equal("u0:replaced u1:replaced u2:replaced u3:replaced g2:unjudged", Rows.ShowUnused(composed));
    }

    [Fact]
    public void Replace_keeps_a_mixed_parent_as_its_own_group()
    {
        var composed = GroupComposer.Compose(Rows.Lineage("xCxx", "CCxx"), Rows.Recipe(Composition.Replace, 4));
        Assert.Equal(["g0 g1 g2 g3", "u0 u1 u2 u3"], composed.Groups.Select(Rows.Show));
        Assert.Empty(composed.Unused);
    }

    [Fact]
    public void Success_is_the_verdict_and_not_a_positive_reward()
    {
        var lineage = Rows.Lineage("xxxx", "xxCx");
        lineage = lineage with
        {
            Unguided = [.. lineage.Unguided.Select(rollout => rollout with { Reward = 0.5 })],
            Guided = [.. lineage.Guided.Select(rollout => rollout.Outcome == VerdictOutcome.Correct ? rollout with { Reward = 0.2 } : rollout with { Reward = 0.4 })],
        };
        var composed = GroupComposer.Compose(lineage, Rows.Recipe(Composition.Balanced, 4));
        Assert.Equal("u1 u2 u3 g2", Order(Rows.Show(Assert.Single(composed.Groups))));
    }

    [Fact]
    public void Truncated_rows_are_judged_as_they_are_unless_masked()
    {
        var recipe = Rows.Recipe(Composition.Balanced, 4);
        Assert.Equal("u0 u1 u2 u3", Rows.Show(GroupComposer.Compose(Rows.Lineage("CLxL"), recipe).Groups[0]));
        var masked = GroupComposer.Compose(Rows.Lineage("CLxL"), recipe with { Objective = new() { Truncated = TruncatedRollouts.Mask } });
        Assert.Equal("u0 u2", Rows.Show(masked.Groups[0]));
        Assert.Equal("u1:truncated u3:truncated", Rows.ShowUnused(masked));
    }

    [Fact]
    public void Ties_go_by_slot_whatever_the_order_of_arrival()
    {
        var lineage = Rows.Lineage("xxxx", "CxCC");
        var reversed = lineage with { Unguided = [.. lineage.Unguided.Reverse()], Guided = [.. lineage.Guided.Reverse()] };
        var recipe = Rows.Recipe(Composition.Balanced, 4);
        Assert.Equal(Rows.Show(GroupComposer.Compose(lineage, recipe).Groups[0]), Rows.Show(GroupComposer.Compose(reversed, recipe).Groups[0]));
    }

    [Fact]
    public void Every_rollout_ends_exactly_once_and_never_unjudged_in_a_group() =>
        Gen.Select(Gen.Char["Cxft?L"].Array[1, 8], Gen.Char["Cx?"].Array[0, 8], Gen.Enum<Composition>())
            .Sample((unguided, guided, composition) =>
            {
                var lineage = Rows.Lineage(new(unguided), new(guided));
                var composed = GroupComposer.Compose(lineage, Rows.Recipe(composition, unguided.Length));
                var trained = composed.Groups.SelectMany(group => group).ToList();
                var all = trained.Select(row => row.Rollout).Concat(composed.Unused.Select(row => row.Rollout)).Select(rollout => (rollout.GroupId, rollout.Slot)).ToList();
                Assert.Equal(unguided.Length + guided.Length, all.Count);
                Assert.Equal(all.Count, all.Distinct().Count());
                Assert.All(trained, row => Assert.NotNull(row.Rollout.Reward));
                Assert.All(trained, row => Assert.Equal(row.Rollout.GroupId == Rows.Child, row.Guided));
            });

    [Fact]
    public void Balanced_groups_have_at_most_half_successes_from_hints_and_keep_a_failure() =>
        Gen.Select(Gen.Char["xxC"].Array[2, 9], Gen.Char["Cx"].Array[1, 9]).Sample((unguided, guided) =>
        {
            var group = GroupComposer.Compose(Rows.Lineage(new(unguided), new(guided)), Rows.Recipe(Composition.Balanced, unguided.Length)).Groups[0];
            Assert.Equal(unguided.Length, group.Count);
            Assert.True(group.Count(row => row.Guided) <= unguided.Length / 2);
            Assert.True(!unguided.Contains('x') || group.Any(row => row.Reward == 0));
        });

    private static string Order(string rows) => string.Join(' ', rows.Split(' ').OrderBy(row => row[0] == 'g').ThenBy(row => row[1]));
}
