using Guide.Learner.Training;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Lora;
using Guide.Recipes;
using Guide.UnitTests.PolicyModel;

namespace Guide.UnitTests.Learner;

/// <summary>Training an adapter: what is stored, what moves, and that a restart goes on as if nothing had happened.</summary>
public sealed class LoraTrainingTests : IDisposable
{
    private static readonly RunRecipe Recipe = TrainerFixture.Recipe with
    {
        Policy = new PolicyRecipe { Lora = new LoraRecipe { Rank = 2, Alpha = 4, TargetModules = "q_proj, v_proj" } },
    };

    private readonly TrainerFixture _fixture = new();

    [Fact]
    public void A_version_is_an_adapter_over_version_0_and_the_base_weights_stay()
    {
        using var trainer = PolicyTrainer.Load(Recipe, _fixture.Initial, 0);
        var before = TrainerFixture.Weights(trainer.Model);
        Assert.Equal(1, trainer.Step([TrainerFixture.Hinted(0), TrainerFixture.Hinted(1)], default).UpdatesApplied);
        var saved = trainer.Save(_fixture.Path("v1"), withOptimizerState: true);

        Assert.Equal(
            ["adapter_config.json", "adapter_model.safetensors", "optimizer.safetensors"],
            Directory.GetFiles(saved.Folder).Select(Path.GetFileName).Order());
        Assert.Equal(before, TrainerFixture.Weights(trainer.Model));
        Assert.Equal(saved.Sha256, PolicyCheckpoint.Sha256(saved.Folder));

        // From the folder alone, base and adapter: the trained policy, and not the base.
        using var policy = PolicyCheckpoint.Load(saved.Folder, expectedSha256: saved.Sha256);
        Assert.Equal(["q_proj", "v_proj"], policy.Model.LoraSettings!.TargetModules);
        Assert.Equal(Path.GetFullPath(_fixture.Initial), LoraAdapter.BaseOf(saved.Folder));
        Assert.Equal(LogProbs(trainer.Model), LogProbs(policy.Model));
        using var initial = PolicyCheckpoint.Load(_fixture.Initial);
        Assert.True(LogProbs(policy.Model).Zip(LogProbs(initial.Model)).Max(pair => Math.Abs(pair.First - pair.Second)) > 1e-3);
    }

    [Fact]
    public void Factors_are_trained_as_they_are_stored_and_they_are_stored_as_the_base_is()
    {
        using (var model = TestModels.Loud(TestModels.Tiny()))
        {
            PolicyCheckpoint.Save(_fixture.Initial, model, type: WeightType.BFloat16);
        }

        using var trainer = PolicyTrainer.Load(Recipe, _fixture.Initial, 0);
        trainer.Step([TrainerFixture.Hinted(0), TrainerFixture.Hinted(1)], default);
        var saved = trainer.Save(_fixture.Path("v1"), withOptimizerState: false);

        using (var file = SafetensorsFile.Open(Path.Combine(saved.Folder, "adapter_model.safetensors")))
        {
            Assert.All(file.Entries.Values, entry => Assert.Equal("BF16", entry.DType));
        }

        using var served = PolicyCheckpoint.Load(saved.Folder);
        Assert.Equal(LogProbs(trainer.Model), LogProbs(served.Model));
    }

    [Theory]
    [InlineData(WeightType.Float32)]
    [InlineData(WeightType.BFloat16)] // The masters are finer than what a version holds of them.
    public void A_restart_from_an_adapter_takes_the_same_step_bit_by_bit(WeightType stored)
    {
        using (var model = TestModels.Loud(TestModels.Tiny()))
        {
            PolicyCheckpoint.Save(_fixture.Initial, model, type: stored);
        }

        string[] hashes = ["", ""];
        using (var calm = PolicyTrainer.Load(Recipe, _fixture.Initial, 0))
        {
            calm.Step([TrainerFixture.Hinted(0), TrainerFixture.Hinted(1)], default);
            calm.Save(_fixture.Path("v1"), withOptimizerState: true);
            calm.Step([TrainerFixture.Hinted(2, 1), TrainerFixture.Hinted(3, 1)], default);
            hashes[0] = calm.Save(_fixture.Path("v2"), withOptimizerState: true).Sha256;
        }

        using (var restarted = PolicyTrainer.Load(Recipe, _fixture.Path("v1"), 1))
        {
            restarted.Step([TrainerFixture.Hinted(2, 1), TrainerFixture.Hinted(3, 1)], default);
            hashes[1] = restarted.Save(_fixture.Path("v2-again"), withOptimizerState: true).Sha256;
        }

        Assert.Equal(hashes[0], hashes[1]);
    }

    [Fact]
    public void An_adapter_whose_base_is_gone_is_one_line()
    {
        using (var trainer = PolicyTrainer.Load(Recipe, _fixture.Initial, 0))
        {
            trainer.Save(_fixture.Path("v1"), withOptimizerState: false);
        }

        Directory.Move(_fixture.Initial, _fixture.Path("elsewhere"));
        var failure = Assert.Throws<CheckpointException>(() => PolicyCheckpoint.Load(_fixture.Path("v1")));
        Assert.Contains("base model", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void The_gap_of_sampler_and_trainer_is_measured_on_rows_of_the_version_a_step_starts_from()
    {
        using var trainer = PolicyTrainer.Load(Recipe, _fixture.Initial, 0);
        var lineage = TrainerFixture.Sampled(trainer, [5, 6, 7], 4, ids => ids[0] % 2 == 0, 6, 0);
        var off = lineage with { Unguided = [.. lineage.Unguided.Select(rollout => rollout with { BehaviorLogProbs = [.. rollout.BehaviorLogProbs.Select(x => x - 0.25f)] })] };
        Assert.InRange(trainer.Step([lineage], default).Metrics["unguided/log_prob_gap"], 0, 1e-5);

        using var other = PolicyTrainer.Load(Recipe, _fixture.Initial, 0);
        Assert.InRange(other.Step([off], default).Metrics["unguided/log_prob_gap"], 0.2499, 0.2501);

        using var later = PolicyTrainer.Load(Recipe, _fixture.Initial, 1);
        var metrics = later.Step([off], default).Metrics;
        Assert.DoesNotContain("unguided/log_prob_gap", metrics.Keys);
        Assert.InRange(metrics["unguided/log_prob_gap_stale"], 0.2499, 0.2501);
    }

    public void Dispose() => _fixture.Dispose();

    private static float[] LogProbs(Guide.PolicyModel.Transformer.CausalLm model)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var noGrad = TorchSharp.torch.no_grad();
        return TestModels.Values(model.CompletionLogProbs([new([5, 6, 7], [8, 9, 10, 11])], 1).LogProbs);
    }
}
