using CsCheck;

using Guide.Contracts;
using Guide.HintConsumer;
using Guide.Learner.Objective;
using Guide.Recipes;
using Guide.Storage.Entities;
using Guide.UnitTests.Learner;

namespace Guide.UnitTests.HintConsumer;

/// <summary>Routing and training by one rule: a hint is asked for only where its successes can train. Letters as in <see cref="Rows"/>; L is truncated.</summary>
public sealed class RouteAndTrainTests
{
    private const string AllCorrect = "CCCC";

    [Theory]
    // Truncated everywhere, or everywhere but once: no failure could stand beside a guided success.
    [InlineData("LLLL", Composition.Balanced, TruncatedRollouts.Mask, RoutingDecision.NoPlace)]
    [InlineData("xLLL", Composition.Balanced, TruncatedRollouts.Mask, RoutingDecision.NoPlace)]
    [InlineData("xxLL", Composition.Balanced, TruncatedRollouts.Mask, RoutingDecision.Guided)]
    [InlineData("LLLL", Composition.Balanced, TruncatedRollouts.Zero, RoutingDecision.Guided)]
    [InlineData("xxxx", Composition.Balanced, TruncatedRollouts.Mask, RoutingDecision.Guided)]
    // The child of these trains by itself, or with its own failures.
    [InlineData("LLLL", Composition.Replace, TruncatedRollouts.Mask, RoutingDecision.Guided)]
    [InlineData("xLLL", Composition.Mixin, TruncatedRollouts.Mask, RoutingDecision.Guided)]
    // A success counts only where it takes part.
    [InlineData("KxxL", Composition.Balanced, TruncatedRollouts.Mask, RoutingDecision.Guided)]
    [InlineData("KxxL", Composition.Balanced, TruncatedRollouts.Zero, RoutingDecision.EnoughCorrect)]
    [InlineData("Cxxx", Composition.Balanced, TruncatedRollouts.Mask, RoutingDecision.EnoughCorrect)]
    [InlineData("xxx?", Composition.Balanced, TruncatedRollouts.Mask, RoutingDecision.Unjudged)]
    public async Task The_table(string unguided, Composition composition, TruncatedRollouts truncated, RoutingDecision expected)
    {
        var recipe = Recipe(composition, unguided.Length, truncated, 0);
        Assert.Equal(expected, await RouteAsync(unguided, recipe));

        // The other side of the same table: what is not hinted for want of a place would not have trained, what is hinted does.
        var composed = GroupComposer.Compose(Rows.Lineage(unguided, AllCorrect[..^1] + "x"), recipe);
        Assert.Equal(expected != RoutingDecision.NoPlace, composed.Groups.Any(group => group.Any(row => row.Guided)) || expected is RoutingDecision.EnoughCorrect or RoutingDecision.Unjudged);
        if (expected == RoutingDecision.Guided)
        {
            Assert.Equal(DiscardReason.None, LineageTriage.Classify(composed, recipe with { Step = new() { DynamicSampling = DynamicSampling.Fill } }, 0));
        }
    }

    [Fact]
    public void What_is_hinted_trains_if_the_hint_helps() =>
        Gen.Select(Gen.Char["xxxCfLLK?"].Array[1, 9], Gen.Char["CCxLK?"].Array[9], Gen.Enum<Composition>(), Gen.Enum<TruncatedRollouts>(), Gen.Double[0, 1])
            .Sample((unguided, letters, composition, truncated, tau) =>
            {
                var recipe = Recipe(composition, unguided.Length, truncated, tau);
                if (RouteAsync(new(unguided), recipe).GetAwaiter().GetResult() != RoutingDecision.Guided)
                {
                    return;
                }

                var lineage = Rows.Lineage(new(unguided), new(letters[..unguided.Length]));
                var composed = GroupComposer.Compose(lineage, recipe);
                var takingPart = lineage.Guided.Where(rollout => GroupComposer.TakesPart(rollout, recipe)).ToList();
                var successes = takingPart.Count(rollout => rollout.Outcome == VerdictOutcome.Correct);
                if (successes == 0)
                {
                    return;
                }

                // A guided success is in a group that trains, always.
                Assert.Contains(composed.Groups, group => group.Any(row => row is { Guided: true, Rollout.Outcome: VerdictOutcome.Correct }));
                // It has something to be compared with: balanced keeps a failure of the root, the others need one of the child or of the root.
                if (composition == Composition.Balanced || successes < takingPart.Count)
                {
                    Assert.True(composed.CanTrain);
                    Assert.Contains(composed.Groups, group => !Advantages.IsUniform(group) && group.Any(row => row.Guided));
                }
            }, iter: 20_000);

    [Fact]
    public void What_has_no_place_would_not_have_trained_a_guided_rollout() =>
        Gen.Select(Gen.Char["xxCLLK"].Array[1, 9], Gen.Enum<TruncatedRollouts>(), Gen.Double[0, 1]).Sample((unguided, truncated, tau) =>
        {
            var recipe = Recipe(Composition.Balanced, unguided.Length, truncated, tau);
            if (RouteAsync(new(unguided), recipe).GetAwaiter().GetResult() == RoutingDecision.NoPlace)
            {
                var composed = GroupComposer.Compose(Rows.Lineage(new(unguided), new('C', unguided.Length)), recipe);
                Assert.DoesNotContain(composed.Groups, group => group.Any(row => row.Guided));
            }
        }, iter: 20_000);

    [Theory]
    [InlineData(Composition.Balanced, 8, 0.0, 0)]
    [InlineData(Composition.Balanced, 100, 0.29, 29)]
    // Half a balanced group is the most that hints may fill: with four of eight correct there is no place.
    [InlineData(Composition.Balanced, 8, 0.75, 3)]
    [InlineData(Composition.Balanced, 1, 0.0, -1)]
    [InlineData(Composition.Replace, 8, 0.75, 6)]
    public void The_most_correct_rollouts_of_a_hinted_group_are_what_the_router_takes(Composition composition, int size, double tau, int expected)
    {
        var recipe = Recipe(composition, size, TruncatedRollouts.Zero, tau);
        Assert.Equal(expected, Participation.MostSuccesses(recipe.Guidance, size));
        Assert.All(Enumerable.Range(0, size + 1), correct => Assert.Equal(
            correct <= expected,
            RouteAsync(new string('C', correct) + new string('x', size - correct), recipe).GetAwaiter().GetResult() == RoutingDecision.Guided));
    }

    private static RunRecipe Recipe(Composition composition, int groupSize, TruncatedRollouts truncated, double tau)
    {
        var recipe = Rows.Recipe(composition, groupSize);
        return recipe with { Objective = new() { Truncated = truncated }, Guidance = recipe.Guidance with { SuccessThreshold = tau } };
    }

    private static async Task<RoutingDecision> RouteAsync(string unguided, RunRecipe recipe)
    {
        var rollouts = Rows.Group(Rows.Root, unguided);
        var takingPart = rollouts.FindAll(rollout => Participation.TakesPart(rollout.Outcome, rollout.Reward, rollout.FinishReason, recipe.Objective.Truncated));
        var correct = takingPart.Count(rollout => rollout.Outcome == VerdictOutcome.Correct);
        var group = new GroupRow
        {
            RunId = "r", GroupId = Rows.Root, Purpose = Purpose.Train, Ordinal = 0, PromptId = "p", GroupSize = unguided.Length, State = GroupState.Verified,
            MinimumPolicyVersion = 0, JudgedCount = rollouts.Count(rollout => rollout.Reward is not null), CorrectCount = rollouts.Count(rollout => rollout.Outcome == VerdictOutcome.Correct),
            SentAt = DateTimeOffset.UnixEpoch, AdmittedAt = DateTimeOffset.UnixEpoch,
        };
        var hint = new HintRow { RunId = "r", HintId = "h", PromptId = "p", Source = "data", Template = "{prompt} {hint}", Text = "Count on.", CreatedAt = DateTimeOffset.UnixEpoch };
        return (await HintRouter.RouteAsync(group, recipe, () => Task.FromResult(new Tally(correct, takingPart.Count - correct)), () => Task.FromResult(HintChoice.Of(hint)))).Decision;
    }
}
