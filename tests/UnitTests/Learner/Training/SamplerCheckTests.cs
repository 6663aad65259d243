using Guide.Contracts;
using Guide.Learner.Objective;
using Guide.Learner.Steps;
using Guide.Learner.Training;
using Guide.PolicyModel.Transformer;
using Guide.Recipes;
using Guide.UnitTests.PolicyModel;

using TorchSharp;

namespace Guide.UnitTests.Learner;

/// <summary>Whether what sampled is the policy, and what the policy owes to hints: measured beside training, by a few forwards more.</summary>
public sealed class SamplerCheckTests : IDisposable
{
    private static readonly RunRecipe Recipe = TrainerFixture.Recipe with { Deterministic = true };

    private readonly TrainerFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Guided_rollouts_are_compared_under_the_context_they_were_sampled_in()
    {
        using var trainer = PolicyTrainer.Load(Recipe, _fixture.Initial, 0);
        var honest = TrainerFixture.Guided(trainer, 0);
        var wrong = honest with { Guided = Off(honest.Guided) };

        var result = Step(PolicyTrainer.Load(Recipe, _fixture.Initial, 0), honest);
        Assert.InRange(result.Metrics["guided/log_prob_gap"], 0, 1e-5);
        Assert.InRange(result.Metrics["unguided/log_prob_gap"], 0, 1e-5);
        Assert.Equal([(false, 0), (true, 0)], result.SamplerGaps.Select(gap => (gap.Guided, gap.Version)).Order());

        var refused = Step(PolicyTrainer.Load(Recipe, _fixture.Initial, 0), wrong);
        Assert.InRange(refused.Metrics["guided/log_prob_gap"], 0.2499, 0.2501);
        Assert.InRange(refused.Metrics["unguided/log_prob_gap"], 0, 1e-5);
    }

    [Fact]
    public void Unguided_rollouts_that_do_not_train_are_compared_all_the_same()
    {
        // replace: the child trains alone, so no forward of training sees an unguided row.
        var recipe = Recipe with { Guidance = new() { Enabled = true, Composition = Composition.Replace } };
        using var trainer = PolicyTrainer.Load(recipe, _fixture.Initial, 0);
        var lineage = TrainerFixture.Guided(trainer, 0);
        var result = Step(PolicyTrainer.Load(recipe, _fixture.Initial, 0), lineage with { Unguided = Off(lineage.Unguided) }, recipe: recipe);
        Assert.DoesNotContain("unguided/rows", result.Metrics.Keys);
        Assert.InRange(result.Metrics["unguided/log_prob_gap"], 0.2499, 0.2501);
    }

    [Fact]
    public void Rollouts_of_an_older_version_are_compared_with_the_weights_they_came_from()
    {
        var (lineage, version0) = SampledBeforeAStep();
        var checkpoint = new CheckpointInfo(_fixture.Initial, 0, version0);

        var result = Step(AfterAStep(), lineage, checkpoint);
        Assert.InRange(result.Metrics["unguided/log_prob_gap"], 0, 1e-5);
        Assert.InRange(result.Metrics["guided/log_prob_gap"], 0, 1e-5);
        Assert.Equal([(false, 0), (true, 0)], result.SamplerGaps.Select(gap => (gap.Guided, gap.Version)).Order());

        // The policy has moved since: that is in the stale gap, and not in this one.
        Assert.True(result.Metrics["unguided/log_prob_gap_stale"] > 1e-3, $"{result.Metrics["unguided/log_prob_gap_stale"]}");

        var wrong = Step(AfterAStep(), lineage with { Unguided = Off(lineage.Unguided), Guided = Off(lineage.Guided) }, checkpoint);
        Assert.All(wrong.SamplerGaps, gap => Assert.InRange(gap.PerToken, 0.2499, 0.2501));
    }

    [Fact]
    public void What_cannot_be_compared_is_counted_and_not_taken_for_agreement()
    {
        var (lineage, version0) = SampledBeforeAStep();
        var nothing = Step(AfterAStep(), lineage);
        Assert.Empty(nothing.SamplerGaps);
        Assert.DoesNotContain("unguided/log_prob_gap", nothing.Metrics.Keys);
        Assert.Equal((1, 1.0), (nothing.UncheckedSteps, nothing.Metrics["unchecked_steps"]));

        // Other weights than the committed ones, or none any more, are nothing to compare with.
        Assert.Empty(Step(AfterAStep(), lineage, new CheckpointInfo(_fixture.Initial, 0, new string('0', 64))).SamplerGaps);
        Assert.Empty(Step(AfterAStep(), lineage, new CheckpointInfo(_fixture.Path("gone"), 0, version0)).SamplerGaps);

        using var trainer = AfterAStep();
        var input = new StepInput { Lineages = [GroupComposer.Compose(lineage, Recipe)], UncheckedSteps = 19 };
        Assert.Equal(PolicyUpdateStep.UncheckedStepsToWarn, trainer.Step(input, default).UncheckedSteps);
        Assert.Equal(19, trainer.Step(new StepInput { Lineages = [], UncheckedSteps = 19 }, default).UncheckedSteps);
        Assert.Equal(0, trainer.Step(input with { OlderVersions = [new(_fixture.Initial, 0, version0)] }, default).UncheckedSteps);
    }

    [Fact]
    public void Looking_at_more_rows_changes_no_byte_of_what_is_trained()
    {
        var (lineage, version0) = SampledBeforeAStep();
        string Trained(StepInput input, string name)
        {
            using var trainer = AfterAStep();
            Assert.Equal(1, trainer.Step(input, default).UpdatesApplied);
            return trainer.Save(_fixture.Path(name), withOptimizerState: false).Sha256;
        }

        var looking = new StepInput { Lineages = [GroupComposer.Compose(lineage, Recipe)], OlderVersions = [new(_fixture.Initial, 0, version0)] };
        var blind = new StepInput { Lineages = [GroupComposer.Compose(lineage with { GuidedContext = null }, Recipe)] };
        Assert.Equal(Trained(blind, "blind"), Trained(looking, "looking"));
    }

    [Fact]
    public void Hint_reliance_is_of_one_policy_and_of_all_correct_guided_rollouts()
    {
        var (lineage, _) = SampledBeforeAStep();

        // Whatever of the child trains.
        foreach (var composition in new[] { Composition.Balanced, Composition.Replace })
        {
            using var trainer = AfterAStep(composition);
            Assert.Equal([0, 2], lineage.Guided.Where(rollout => rollout.Outcome == VerdictOutcome.Correct).Select(rollout => rollout.Slot));
            var expected = lineage.Guided.Where(rollout => rollout.Outcome == VerdictOutcome.Correct).Average(rollout =>
                LogProbs(trainer.Model, lineage.TrainingContext, rollout.CompletionIds)
                    .Zip(LogProbs(trainer.Model, lineage.GuidedContext!, rollout.CompletionIds), (without, with) => (double)without - with).Average());
            var drifted = lineage.Guided.Where(rollout => rollout.Outcome == VerdictOutcome.Correct).Average(rollout =>
                LogProbs(trainer.Model, lineage.TrainingContext, rollout.CompletionIds).Zip(rollout.BehaviorLogProbs, (now, then) => (double)now - then).Average());
            Assert.True(Math.Abs(expected - drifted) > 1e-3, $"{expected} and {drifted}: the policy has not moved");
            var recipe = Recipe with { Guidance = Recipe.Guidance with { Composition = composition } };
            Assert.Equal(expected, trainer.Step(new StepInput { Lineages = [GroupComposer.Compose(lineage, recipe)] }, default).Metrics["guided/hint_reliance"], 5);
        }

        Assert.DoesNotContain("guided/hint_reliance", Step(AfterAStep(), lineage with { Guided = [.. lineage.Guided.Where(rollout => rollout.Reward == 0)] }).Metrics.Keys);
    }

    [Fact]
    public void A_few_rows_of_a_large_step_are_looked_at_and_spread_over_it()
    {
        using var trainer = PolicyTrainer.Load(Recipe, _fixture.Initial, 0);
        var lineages = Enumerable.Range(0, 64).Select(i => TrainerFixture.Hinted(i, version: i % 2)).ToList();
        var probe = StepProbe.Choose(
            new StepInput
            {
                Lineages = [.. lineages.Select(lineage => GroupComposer.Compose(lineage, Recipe))],
                OlderVersions = [new(_fixture.Initial, 0, "")],
            },
            version: 1,
            unguidedSeen: true);

        // 512 rows, 128 of them correct and guided: 512/128 of these, the first of every quarter.
        Assert.Equal([0, 16, 32, 48], probe.Reliance.Select(row => lineages.FindIndex(lineage => lineage.GuidedContext == row.SamplingContext)));
        Assert.All(probe.Own, row => Assert.Equal((true, 1), (row.Guided, row.Rollout.PolicyVersion)));
        Assert.Equal(StepProbe.Few, probe.Own.Count);
        Assert.All(probe.Older, row => Assert.Equal(0, row.Rollout.PolicyVersion));
        Assert.Equal([false, false, true, true], probe.Older.Select(row => row.Guided));
    }

    [Fact]
    public void Loading_older_versions_takes_a_fiftieth_of_the_time_of_steps()
    {
        var (lineage, version0) = SampledBeforeAStep();
        var input = new StepInput { Lineages = [GroupComposer.Compose(lineage with { Guided = [] }, Recipe)], OlderVersions = [new(_fixture.Initial, 0, version0)] };
        List<int> Looked(bool deterministic)
        {
            using var trainer = PolicyTrainer.Load(Recipe with { Deterministic = deterministic }, _fixture.Initial, 1, new CountingClock());
            return [.. Enumerable.Range(1, 60).Where(_ => trainer.Step(input, default).SamplerGaps.Count > 0)];
        }

        // By this clock a comparison takes 1 s, a step with one 3 s and one without 1 s: 1 s is a fiftieth of the 50 s after step 48.
        Assert.Equal([1, 49], Looked(deterministic: false));
        Assert.Equal(Enumerable.Range(1, 60), Looked(deterministic: true));
    }

    [Theory]
    [InlineData(false, 0.1, null)]
    [InlineData(false, 0.11, "The rollouts of policy version 3 ")]
    [InlineData(true, 0.11, "The guided rollouts of policy version 3 ")]
    [InlineData(true, double.NaN, "The guided rollouts of policy version 3 ")]
    public void A_gap_beyond_the_limit_or_none_at_all_ends_the_run_in_one_line(bool guided, double gap, string? expected)
    {
        SamplerGap[] gaps = [new(Guided: false, 4, 0.0, 5), new(guided, 3, gap * 5, 5)];
        if (expected is null)
        {
            PolicyUpdateStep.RefuseForeignSampler(gaps, 0.1);
            return;
        }

        var failure = Assert.Throws<GuideException>(() => PolicyUpdateStep.RefuseForeignSampler(gaps, 0.1));
        Assert.StartsWith(expected + "were not sampled from it", failure.Message, StringComparison.Ordinal);
        Assert.Contains("sampling.max_log_prob_gap is 0.1", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    /// <summary>A guided lineage sampled at version 0, and the SHA-256 of that version.</summary>
    private (Lineage Lineage, string Version0) SampledBeforeAStep()
    {
        using var trainer = PolicyTrainer.Load(Recipe, _fixture.Initial, 0);
        return (TrainerFixture.Guided(trainer, 0), Guide.PolicyModel.Checkpoints.PolicyCheckpoint.Sha256(_fixture.Initial));
    }

    /// <summary>Version 1: other weights than version 0's.</summary>
    private PolicyTrainer AfterAStep(Composition composition = Composition.Balanced)
    {
        var trainer = PolicyTrainer.Load(Recipe with { Guidance = Recipe.Guidance with { Composition = composition } }, _fixture.Initial, 0);
        trainer.Step([TrainerFixture.Hinted(7)], default);
        Assert.Equal(1, trainer.PolicyVersion);
        return trainer;
    }

    private static StepResult Step(PolicyTrainer trainer, Lineage lineage, CheckpointInfo? checkpoint = null, RunRecipe? recipe = null)
    {
        using (trainer)
        {
            return trainer.Step(new StepInput { Lineages = [GroupComposer.Compose(lineage, recipe ?? Recipe)], OlderVersions = checkpoint is null ? [] : [checkpoint] }, default);
        }
    }

    private static List<TrainingRollout> Off(IReadOnlyList<TrainingRollout> rollouts) =>
        [.. rollouts.Select(rollout => rollout with { BehaviorLogProbs = [.. rollout.BehaviorLogProbs.Select(x => x - 0.25f)] })];

    private static float[] LogProbs(CausalLm model, int[] context, int[] completion)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        return TestModels.Values(model.CompletionLogProbs([new(context, completion)]).LogProbs);
    }

    /// <summary>Every look at it takes a second.</summary>
    private sealed class CountingClock : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => ++_seconds;
    }
}
