using Guide.Learner.Objective;
using Guide.Learner.Training;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Transformer;
using Guide.Recipes;
using Guide.UnitTests.PolicyModel;

using TorchSharp;

namespace Guide.UnitTests.Learner;

public sealed class StepPreparationTests : IDisposable
{
    private static readonly RunRecipe Recipe = TrainerFixture.Recipe;
    private readonly TrainerFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Without_an_option_no_row_goes_through_a_model() => Assert.Null(StepPreparation.Prepare(
        PreparationNeeds.Of(Recipe), Composed(TrainerFixture.Hinted(0)), model: null!, critic: null, () => throw new InvalidOperationException("no reference is needed"), 100, default));

    [Fact]
    public void It_says_what_each_row_needs_under_the_training_context()
    {
        using var policy = PolicyCheckpoint.Load(_fixture.Initial);
        using var reference = TestModels.Loud(TestModels.Tiny(), seed: 8);
        var lineages = Composed(TrainerFixture.Hinted(0));
        var prepared = StepPreparation.Prepare(new(OldOfUnguided: false, OldOfGuided: true, Reference: true, Values: false), lineages, policy.Model, null, () => reference, 30, default)!;
        var rows = lineages[0].Groups[0];
        Assert.Equal(rows.Count, prepared.Count);
        foreach (var row in rows)
        {
            var said = prepared[(row.Rollout.GroupId, row.Rollout.Slot)];
            AssertClose(row.Guided ? LogProbs(policy.Model, row) : null, said.LogProbs);
            AssertClose(row.Guided ? null : LogProbs(reference, row), said.ReferenceLogProbs);
            Assert.Null(said.Values);
        }
    }

    [Fact]
    public void Behaviour_recomputed_without_the_hint_begins_at_ratio_1_and_the_check_of_the_sampler_stays_with_what_was_sampled()
    {
        var recipe = Recipe with { Guidance = Recipe.Guidance with { Behavior = GuidedBehavior.Training, Shaping = Shaping.Clip } };
        using var trainer = PolicyTrainer.Load(recipe, _fixture.Initial, 0);
        var metrics = trainer.Step([TrainerFixture.Guided(trainer, 0)], default).Metrics;
        Assert.InRange(metrics["guided/ln_ratio_min"], -1e-5, 0);
        Assert.InRange(metrics["guided/ln_ratio_max"], 0, 1e-5);
        Assert.InRange(metrics["guided/effective_sample_size"], 0.001, 0.99);

        using var sampling = PolicyTrainer.Load(Recipe, _fixture.Initial, 0);
        Assert.True(sampling.Step([TrainerFixture.Guided(sampling, 0)], default).Metrics["guided/ln_ratio_min"] < -0.01);
    }

    [Fact]
    public void Corrected_rows_are_clipped_against_the_weights_before_the_step_and_say_their_weight()
    {
        var recipe = Recipe with { Guidance = new(), Objective = new() { OffPolicy = new() { Correction = OffPolicyCorrection.Decoupled } } };
        using var trainer = PolicyTrainer.Load(recipe, _fixture.Initial, 1);
        var lineage = Mixed(trainer);
        var result = trainer.Step([Shifted(lineage, -0.25f)], default);

        // μ lower by a quarter: π_old/μ = e^0.25 on each token, while ρ = π/π_old begins at 1.
        Assert.InRange(result.Metrics["unguided/ln_ratio_max"], -1e-5, 1e-5);
        Assert.Equal(Math.Exp(0.25), result.Metrics["unguided/correction_mean"], 4);
        Assert.All(result.Rows, row => Assert.Equal(Math.Exp(0.25), row.Correction!.Value, 4));
        Assert.InRange(result.Metrics["unguided/log_prob_gap"], 0.2499, 0.2501);
        Assert.Equal(1, result.Metrics["unguided/effective_sample_size"], 4);
    }

    [Fact]
    public void Rejected_rows_do_not_train_and_their_share_is_logged()
    {
        var recipe = Recipe with { Guidance = new(), Objective = new() { OffPolicy = new() { SequencesAbove = 1.2 } } };
        using var trainer = PolicyTrainer.Load(recipe, _fixture.Initial, 1);
        var before = TrainerFixture.Weights(trainer.Model);
        var result = trainer.Step([Shifted(Mixed(trainer), -0.25f)], default);
        Assert.Equal((0, 1.0, 1.0), (result.UpdatesApplied, result.Metrics["unguided/rejected_rows"], result.Metrics["unguided/rejected_tokens"]));
        Assert.Equal(before, TrainerFixture.Weights(trainer.Model));
        Assert.Equal(1, trainer.Step([Mixed(trainer)], default).UpdatesApplied);
    }

    [Fact]
    public void The_distance_is_measured_from_version_0_or_from_the_checkpoint_that_is_named()
    {
        var named = _fixture.Path("other");
        using var other = TestModels.Loud(TestModels.Tiny(), seed: 8);
        PolicyCheckpoint.Save(named, other);
        var recipe = Recipe with { Guidance = new(), Objective = new() { Kl = new() { Coefficient = 0.1 } } };
        using var fromVersion0 = PolicyTrainer.Load(recipe, _fixture.Initial, 0);
        using var fromNamed = PolicyTrainer.Load(recipe with { Objective = new() { Kl = new() { Coefficient = 0.1, Reference = named } } }, _fixture.Initial, 0);
        var input = new StepInput { Lineages = Composed(Mixed(fromVersion0), recipe), Reference = _fixture.Initial };
        Assert.InRange(fromVersion0.Step(input, default).Metrics["unguided/kl"], -1e-9, 1e-9);
        Assert.True(fromNamed.Step(input, default).Metrics["unguided/kl"] > 0.05);

        // Beside an advantage of 0, the distance alone pulls the policy towards the reference.
        var uniform = new StepInput { Lineages = Composed(Failed(Mixed(fromNamed)), recipe), Reference = _fixture.Initial };
        var distances = Enumerable.Range(0, 4).Select(_ => fromNamed.Step(uniform, default).Metrics["unguided/kl"]).ToArray();
        Assert.True(distances[^1] < distances[0], string.Join(' ', distances));
    }

    private static IReadOnlyList<ComposedLineage> Composed(Lineage lineage, RunRecipe? recipe = null) => [GroupComposer.Compose(lineage, recipe ?? Recipe)];

    private static Lineage Mixed(PolicyTrainer trainer)
    {
        var lineage = TrainerFixture.Sampled(trainer, [5, 6, 7], 4, _ => false, 6, 0);
        return lineage with
        {
            Unguided = [.. lineage.Unguided.Select(rollout => rollout.Slot % 2 == 0 ? rollout : rollout with { Outcome = Guide.Contracts.VerdictOutcome.Correct, Reward = 1 })],
        };
    }

    private static Lineage Failed(Lineage lineage) =>
        lineage with { Unguided = [.. lineage.Unguided.Select(rollout => rollout with { Outcome = Guide.Contracts.VerdictOutcome.Incorrect, Reward = 0 })] };

    private static Lineage Shifted(Lineage lineage, float by) => lineage with
    {
        Unguided = [.. lineage.Unguided.Select(rollout => rollout with { BehaviorLogProbs = [.. rollout.BehaviorLogProbs.Select(x => x + by)] })],
    };

    // Padding changes the last bits.
    private static void AssertClose(float[]? expected, float[]? actual) => Assert.Equal(expected ?? [], actual ?? [], static (a, b) => Math.Abs(a - b) < 1e-5);

    private static float[] LogProbs(CausalLm model, ComposedRow row)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        return TestModels.Values(model.CompletionLogProbs([new([5, 6, 7], row.Rollout.CompletionIds)]).LogProbs);
    }
}
