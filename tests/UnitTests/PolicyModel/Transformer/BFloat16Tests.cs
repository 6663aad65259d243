using Guide.PolicyModel.Native;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Training;
using Guide.PolicyModel.Transformer;

using TorchSharp;

using static TorchSharp.torch;

namespace Guide.UnitTests.PolicyModel;

/// <summary>float32 masters, bfloat16 computation: what CUDA runs, on the CPU.</summary>
public sealed class BFloat16Tests
{
    private static readonly TrainingRow[] Rows = [new([0, 3, 4, 5], [6, 7, 1]), new([0, 9], [10, 11, 12, 13, 1])];

    static BFloat16Tests() => TorchRuntime.Initialize();

    [Fact]
    public void The_sampler_equals_the_trainer_as_far_as_eight_bits_of_fraction_go()
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        using var exact = model.CompletionLogProbs(Rows);
        model.ComputeType = ScalarType.BFloat16;
        using var rounded = model.CompletionLogProbs(Rows);
        using var sampler = LocalSampler.Create(model);
        Assert.Equal("torch", sampler.Path);

        var completions = sampler.Sample([TestModels.Request([0, 5, 6], count: 16)], default)[0];

        using var trained = model.CompletionLogProbs([.. completions.Select(c => new TrainingRow([0, 5, 6], c.TokenIds))]);
        var differences = TestModels.Values(trained.LogProbs).Zip(completions.SelectMany(c => c.BehaviorLogProbs), (a, b) => Math.Abs(a - b)).ToArray();
        Assert.InRange(differences.Average(), 0, 0.02);
        Assert.InRange(differences.Max(), 0, 0.2);

        // It was really computed in bfloat16, and still says the same as float32.
        var apart = TestModels.Values(exact.LogProbs).Zip(TestModels.Values(rounded.LogProbs), (a, b) => Math.Abs(a - b)).ToArray();
        Assert.InRange(apart.Max(), 1e-3, 0.2);
    }

    [Fact]
    public void A_step_learns_and_keeps_changes_too_small_for_bfloat16_in_the_masters()
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        model.ComputeType = ScalarType.BFloat16;
        using var optimizer = new AdamWOptimizer(model.Weights, new AdamWSettings());
        var norm = model.Find("model.norm.weight")!; // 1 each; the next bfloat16 below 1 is 1 − 1/256.
        double Loss(bool step)
        {
            using var scope = NewDisposeScope();
            optimizer.ZeroGradients();
            var loss = model.CompletionLogProbs(Rows).LogProbs.mean().neg();
            loss.backward();
            Assert.All(model.Weights, w => Assert.Equal(ScalarType.Float32, w.Value.grad!.dtype));
            optimizer.ClipGradients(1);
            if (step)
            {
                optimizer.Step(1e-4);
            }

            return loss.item<float>();
        }

        var before = Loss(step: false);
        Loss(step: true);

        var moved = TestModels.Values(norm).Max(v => Math.Abs(v - 1));
        Assert.InRange(moved, 1e-6, 1 / 512.0);
        for (var i = 0; i < 60; i++)
        {
            Loss(step: true);
        }

        Assert.True(Loss(step: false) < before - 0.3, "sixty small steps changed nothing");
        Assert.All(model.Weights, w => Assert.Equal(ScalarType.Float32, w.Value.dtype));
    }

    [Fact]
    public void Checkpointing_gives_the_gradients_of_the_plain_backward_pass()
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        model.ComputeType = ScalarType.BFloat16;
        using var scope = NewDisposeScope();
        Tensor Loss(TokenLogProbs batch) => batch.LogProbs.mean().neg();
        Loss(model.CompletionLogProbs(Rows)).backward();
        var expected = model.Weights.Select(w => TestModels.Values(w.Value.grad!)).ToArray();
        foreach (var (_, weight) in model.Weights)
        {
            weight.grad = null;
        }

        model.CheckpointedBackward(Rows, 1, Loss, chunkTokens: 3);

        foreach (var ((name, weight), wanted) in model.Weights.Zip(expected))
        {
            var largest = wanted.Max(Math.Abs);
            Assert.True(largest > 0, name);
            Assert.InRange(TestModels.Values(weight.grad!).Zip(wanted).Max(p => Math.Abs(p.First - p.Second)), 0, 0.05 * largest);
        }
    }
}
