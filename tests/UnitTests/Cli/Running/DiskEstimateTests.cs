using Guide.Cli.Running;
using Guide.Contracts;
using Guide.PolicyModel.Transformer;
using Guide.Recipes;

namespace Guide.UnitTests.Cli;

public sealed class DiskEstimateTests
{
    /// <summary>Embedding 10 × 4 (also the output), one block: 2 × 4 × 4 + 2 × 2 × 4 + 3 × 4 × 6 + 2 × 4 = 128, last norm 4: 172 weights.</summary>
    private static readonly PolicyConfig Shape = new() { VocabularySize = 10, HiddenSize = 4, IntermediateSize = 6, Layers = 1, Heads = 2, KeyValueHeads = 1, HeadDim = 2, MaxPositions = 8, TieEmbeddings = true };

    private static PlannedRun Run(StepRecipe step, int rank = 0) => new("r", "a", 0, new RunRecipe
    {
        Name = "n",
        Policy = new PolicyRecipe { Checkpoint = "c", Lora = new LoraRecipe { Rank = rank } },
        Sampling = new SamplingRecipe { GroupSize = 2, MaxPromptTokens = 5, MaxCompletionTokens = 10 },
        Step = step,
    }, null);

    [Fact]
    public void Weights_are_counted_exactly()
    {
        using var model = CausalLm.CreateRandom(Shape, 0);

        Assert.Equal(172, ModelSize.Weights(Shape));
        Assert.Equal(model.Weights.Sum(weight => weight.Value.numel()), ModelSize.Weights(Shape));
        foreach (var shape in (PolicyConfig[])[Shape with { TieEmbeddings = false, QkvBias = true, OutputBias = true }, Shape with { MlpBias = true, QkNorm = true }])
        {
            using var other = CausalLm.CreateRandom(shape, 0);
            Assert.Equal(other.Weights.Sum(weight => weight.Value.numel()), ModelSize.Weights(shape));
        }
    }

    /// <summary>The published number of Qwen2.5-0.5B's parameters.</summary>
    [Fact]
    public void A_real_models_weights_are_counted_too() =>
        Assert.Equal(494_032_768, ModelSize.Weights(new PolicyConfig { VocabularySize = 151_936, HiddenSize = 896, IntermediateSize = 4864, Layers = 24, Heads = 14, KeyValueHeads = 2, HeadDim = 64, MaxPositions = 32_768, QkvBias = true, TieEmbeddings = true }));

    [Fact]
    public void Versions_that_are_kept_count_and_optimizer_state_of_two()
    {
        var estimate = DiskEstimate.Of([(Run(new StepRecipe { Steps = 100, RootGroupsPerStep = 3, KeepCheckpoints = 3 }), Shape)]);

        // 3 newest, the best, the one being written: 5 versions of 688 bytes; 2 states of 1,376; version 0 twice.
        Assert.Equal((688, 1376, (5 * 688) + (2 * 1376) + (2 * 688)), (estimate.Version, estimate.Optimizer, estimate.Checkpoints));

        // 300 groups: 2 rollouts of 1,000 bytes and 10 tokens of 12, and 5 tokens of 8 for the context.
        Assert.Equal(300 * ((2 * (1000 + 120)) + 40), estimate.Rollouts);
    }

    [Fact]
    public void Evaluations_are_stored_too()
    {
        var run = Run(new StepRecipe { Steps = 100, RootGroupsPerStep = 3 });
        run = run with { Recipe = run.Recipe with { Evaluation = new EvaluationRecipe { SamplesPerProblem = 16, EveryVersions = 30 } } };

        // First and last version with hints and without, and versions 30, 60, 90: 7 times 20 problems of 16 completions.
        var more = DiskEstimate.Of([(run, Shape)], new Dictionary<string, int> { ["a"] = 20 }).Rollouts - DiskEstimate.Of([(run, Shape)]).Rollouts;
        Assert.Equal(7 * 20 * ((16 * (1000 + 120)) + 40), more);
    }

    [Fact]
    public void An_arm_that_matches_another_samples_as_much()
    {
        var guided = Run(new StepRecipe { Steps = 100, RootGroupsPerStep = 3 });
        guided = guided with { Recipe = guided.Recipe with { Guidance = new GuidanceRecipe { Enabled = true } } };
        var plain = Run(new StepRecipe { Steps = 1, RootGroupsPerStep = 3 }) with { Arm = "b", MatchRolloutsOf = "a" };

        Assert.Equal(2 * DiskEstimate.Of([(guided, Shape)]).Rollouts, DiskEstimate.Of([(guided, Shape), (plain, Shape)]).Rollouts);
    }

    [Fact]
    public void A_run_that_keeps_all_needs_all_and_is_refused_with_the_key_that_mends_it()
    {
        var estimate = DiskEstimate.Of([(Run(new StepRecipe { Steps = 100, KeepCheckpoints = 0 }), Shape)]);
        Assert.Equal((101 * 688) + (102 * 1376) + (2 * 688), estimate.Checkpoints);

        var refused = Assert.Throws<GuideException>(() => estimate.Check("runs/x", 1000));
        Assert.Equal("runs/x: the checkpoints need 211 KB and 1.0 KB are free there: set 'step.keep_checkpoints' to a small number (0 keeps all of them).", refused.Message);
    }

    [Fact]
    public void An_adapter_is_all_that_a_version_holds()
    {
        // Rank 1: q 4+4, k 4+2, v 4+2, o 4+4, gate, up and down 4+6 each: 58 numbers, and three times that for the optimizer.
        var estimate = DiskEstimate.Of([(Run(new StepRecipe { Steps = 1, KeepCheckpoints = 1 }, rank: 1), Shape)]);

        Assert.Equal((4 * 58, 12 * 58), (estimate.Version, estimate.Optimizer));
    }

    [Fact]
    public void Rollouts_that_may_not_fit_are_a_warning()
    {
        var estimate = new DiskEstimate(1_000_000, 2_000_000, 10_000_000, 5_000_000, false);

        Assert.Equal("disk: 1.0 MB a version and 2.0 MB optimizer state, 10 MB for all checkpoints that are kept, up to 5.0 MB for rollouts; 1.0 GB are free", estimate.Check("f", 1_000_000_000));
        Assert.StartsWith("warning: disk: ", estimate.Check("f", 12_000_000), StringComparison.Ordinal);
    }
}
