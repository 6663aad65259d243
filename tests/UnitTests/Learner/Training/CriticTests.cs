using System.Security.Cryptography;

using Guide.Learner.Objective;
using Guide.Learner.Training;
using Guide.PolicyModel.Checkpoints;
using Guide.Recipes;
using Guide.UnitTests.PolicyModel;

using TorchSharp;

namespace Guide.UnitTests.Learner;

/// <summary>Guide-PPO: the value head learns, is stored beside the weights, and a restart goes on bit by bit.</summary>
public sealed class CriticTests : IDisposable
{
    private static readonly RunRecipe Recipe = TrainerFixture.Recipe with
    {
        Objective = new() { Advantage = AdvantageKind.Gae, Value = new() { HeadLearningRate = 2e-2, TrunkCoefficient = 0.5, Clip = 1e6 } },
    };

    private readonly TrainerFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void A_version_has_its_head_beside_the_weights()
    {
        using var trainer = PolicyTrainer.Load(Recipe, _fixture.Initial, 0);
        var result = trainer.Step([TrainerFixture.Hinted(0), TrainerFixture.Hinted(1)], default);
        trainer.Save(_fixture.Path("v1"), withOptimizerState: true);
        trainer.Save(_fixture.Path("bare"), withOptimizerState: false);
        Assert.Equal(["value_head.safetensors", "value_optimizer.safetensors"], Files("v1"));
        Assert.Equal(["value_head.safetensors"], Files("bare"));
        var trained = result.Rows.Where(row => row.Role != RowRole.Unused).ToArray();
        Assert.NotEmpty(trained);
        Assert.All(trained, row => Assert.NotNull(row.Values));

        string[] Files(string folder) => [.. Directory.GetFiles(_fixture.Path(folder), "value*").Select(file => Path.GetFileName(file)!).Order()];
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, false)] // LoRA
    [InlineData(0, true)]
    public void A_resumed_critic_writes_the_same_bytes_as_an_uninterrupted_one(int rank, bool checkpointing)
    {
        var recipe = Recipe with
        {
            Policy = new() { Lora = new() { Rank = rank } },
            Objective = Recipe.Objective with { GradientCheckpointing = checkpointing, Value = Recipe.Objective.Value with { WarmupSteps = 1 } },
        };
        string[] Run(bool interrupted)
        {
            var trainer = PolicyTrainer.Load(recipe, _fixture.Initial, 0);
            for (var version = 0; version < 3; version++)
            {
                trainer.Step([TrainerFixture.Hinted(2 * version, version), TrainerFixture.Hinted((2 * version) + 1, version)], default);
                if (interrupted)
                {
                    var folder = _fixture.Path($"resume{version + 1}");
                    trainer.Save(folder, withOptimizerState: true);
                    trainer.Dispose();
                    trainer = PolicyTrainer.Load(recipe, folder, version + 1);
                }
            }

            var end = _fixture.Path($"end-{interrupted}");
            trainer.Save(end, withOptimizerState: true);
            trainer.Dispose();
            return [.. Directory.GetFiles(end, "*.safetensors").Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")];
        }

        Assert.Equal(Run(interrupted: false), Run(interrupted: true));
    }

    [Fact]
    public void While_it_warms_up_only_the_head_learns()
    {
        var recipe = Recipe with { Objective = Recipe.Objective with { Value = Recipe.Objective.Value with { WarmupSteps = 2 } } };
        using var trainer = PolicyTrainer.Load(recipe, _fixture.Initial, 0);
        var before = TrainerFixture.Weights(trainer.Model);
        var first = trainer.Step([TrainerFixture.Hinted(0)], default);
        var second = trainer.Step([TrainerFixture.Hinted(0)], default);
        Assert.Equal((0, 0), (first.UpdatesApplied, second.UpdatesApplied));
        Assert.Equal(before, TrainerFixture.Weights(trainer.Model));
        Assert.Equal(0, first.Metrics["value/mean"]);
        Assert.NotEqual(0, second.Metrics["value/mean"]);
        Assert.Equal(1, trainer.Step([TrainerFixture.Hinted(0)], default).UpdatesApplied);
        Assert.NotEqual(before, TrainerFixture.Weights(trainer.Model));
    }

    [Fact]
    public void It_learns_what_returns_are()
    {
        var recipe = Recipe with { Step = Recipe.Step with { Steps = 50 }, Objective = Recipe.Objective with { Value = Recipe.Objective.Value with { WarmupSteps = 24 } } };
        using var trainer = PolicyTrainer.Load(recipe, _fixture.Initial, 0);
        var steps = Enumerable.Range(0, 24).Select(_ => trainer.Step([TrainerFixture.Hinted(0), TrainerFixture.Hinted(1)], default).Metrics).ToArray();
        Assert.Equal(0, steps[0]["value/explained_variance"], 9);
        Assert.True(steps[^1]["value/explained_variance"] > 0.3, $"{steps[^1]["value/explained_variance"]}");
        Assert.True(steps[^1]["value/loss"] < 0.7 * steps[0]["value/loss"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Shared_weights_get_their_share_of_the_value_loss(bool checkpointing)
    {
        // Equal values and rewards leave no whitened advantage: what is left of the gradient is the critic's, and the head is zero but for what one step taught it.
        var recipe = Recipe with { Objective = Recipe.Objective with { GradientCheckpointing = checkpointing, Aggregation = Aggregation.TokenMean, ClipHigh = 10, ClipLow = 1 } };
        using var trainer = PolicyTrainer.Load(recipe, _fixture.Initial, 0);
        trainer.Step([TrainerFixture.Hinted(0), TrainerFixture.Hinted(1)], default);
        var planned = Rows.Plan([TrainerFixture.Hinted(2)], TrainerFixture.Recipe).Batches[0];
        PlannedRow[] rows = [.. planned.Select(row => row with
        {
            Advantages = new RowAdvantage(0),
            Value = new ValueTarget(new float[row.Row.Tokens], [.. Enumerable.Range(0, row.Row.Tokens).Select(t => 1 + (0.5 * t))], Trains: !row.Row.Guided),
        })];
        var norm = trainer.Accumulate(rows, new(1), default)!.Value;
        var head = _fixture.Path("head");
        trainer.Save(head, withOptimizerState: false);
        using var file = SafetensorsFile.Open(Path.Combine(head, "value_head.safetensors"));
        var weight = Floats(file, "value_head.weight");
        var bias = Floats(file, "value_head.bias")[0];
        Assert.True(norm > 1e-6);
        GradientCheck.Agrees(trainer.Model, norm, () => rows.Where(row => !row.Row.Guided).Sum(row => row.Weight * Values(trainer, row, weight, bias).Select((v, t) => 0.5 * 0.5 * Math.Pow(v - row.Value!.Returns[t], 2)).Sum()));
    }

    [Fact]
    public void A_version_without_its_head_is_one_line()
    {
        using (var plain = PolicyTrainer.Load(TrainerFixture.Recipe, _fixture.Initial, 0))
        {
            plain.Save(_fixture.Path("v1"), withOptimizerState: true);
        }

        var failure = Assert.Throws<CheckpointException>(() => PolicyTrainer.Load(Recipe, _fixture.Path("v1"), 1));
        Assert.Contains("value_head.safetensors", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void A_step_leaves_no_tensor_behind()
    {
        using var trainer = PolicyTrainer.Load(Recipe with { Objective = Recipe.Objective with { TokensPerMicrobatch = 30, EntropyBonus = 0.1 } }, _fixture.Initial, 0);
        Lineage[] lineages = [TrainerFixture.Hinted(0), TrainerFixture.Hinted(1)];
        trainer.Step(lineages, default);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 3; i++)
        {
            trainer.Step(lineages, default);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static double[] Values(PolicyTrainer trainer, PlannedRow row, float[] weight, float bias)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var states = TestModels.Values(trainer.Model.CompletionLogProbs([new(row.TrainingContext, row.Row.Rollout.CompletionIds)]).States);
        return [.. Enumerable.Range(0, row.Row.Tokens).Select(t => bias + weight.Select((w, h) => (double)w * states[(t * weight.Length) + h]).Sum())];
    }

    private static float[] Floats(SafetensorsFile file, string name)
    {
        var entry = file.Entries[name];
        var bytes = new byte[entry.Length];
        file.Read(entry, 0, bytes);
        return [.. Enumerable.Range(0, bytes.Length / 4).Select(i => BitConverter.ToSingle(bytes, 4 * i))];
    }
}
