using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Lora;
using Guide.PolicyModel.Native;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Training;
using Guide.PolicyModel.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace Guide.UnitTests.PolicyModel;

/// <summary>What saves memory changes no result: checkpointing, chunks, micro-batches, adapters.</summary>
public sealed class MemorySavingTests
{
    private static readonly TrainingRow[] Rows = [new([0, 3, 4, 5], [6, 7, 1]), new([0, 9], [10, 11, 12, 13, 1]), new([8], [2, 1])];

    static MemorySavingTests() => TorchRuntime.Initialize();

    [Theory]
    [InlineData(false, 1, 1.0)]
    [InlineData(true, 3, 0.7)]
    [InlineData(false, 1000, 1.0)]
    public void Checkpointing_in_chunks_gives_the_same_loss_and_gradients(bool tied, int chunk, double temperature)
    {
        using var model = TestModels.Loud(TestModels.Tiny() with { TieEmbeddings = tied, QkNorm = true });
        using var scope = NewDisposeScope();
        Tensor Loss(TokenLogProbs batch) => (batch.LogProbs * batch.LogProbs.exp().detach()).sum() + batch.States.square().sum() * 0.01;
        using var plainLoss = Loss(model.CompletionLogProbs(Rows, temperature));
        plainLoss.backward();
        var expected = model.Weights.Select(w => TestModels.Values(w.Value.grad!)).ToArray();
        foreach (var (_, weight) in model.Weights)
        {
            weight.grad = null;
        }

        var loss = model.CheckpointedBackward(Rows, temperature, Loss, chunk);

        Assert.Equal(plainLoss.item<float>(), loss, 1e-4);
        foreach (var ((name, weight), wanted) in model.Weights.Zip(expected))
        {
            var largest = wanted.Max(Math.Abs);
            Assert.True(largest > 0, name);
            Assert.InRange(TestModels.Values(weight.grad!).Zip(wanted).Max(p => Math.Abs(p.First - p.Second)), 0, 1e-4 * (1 + largest));
        }
    }

    [Fact]
    public void Micro_batches_hold_every_row_once_within_the_budget()
    {
        var rows = Enumerable.Range(1, 40).Select(i => new TrainingRow(new int[1 + (i * 7 % 13)], new int[1 + (i * 5 % 17)])).ToArray();

        var batches = TokenBudget.Split(rows, Length, 60);

        Assert.Equal(rows, batches.SelectMany(b => b).OrderBy(row => Array.IndexOf(rows, row)));
        Assert.All(batches, b => Assert.InRange(b.Length * b.Max(Length), 1, 60));
        Assert.Equal(rows.Select(Length).OrderDescending(), batches.SelectMany(b => b).Select(Length));
        Assert.Equal(40, TokenBudget.Split(rows, Length, 1).Count);

        static int Length(TrainingRow row) => row.TrainingContext.Length + row.CompletionIds.Length;
    }

    [Fact]
    public void An_adapter_changes_nothing_at_first_trains_alone_and_merges_to_the_same_log_probs()
    {
        var folder = Directory.CreateTempSubdirectory("guide-test-");
        using var model = TestModels.Loud(TestModels.Tiny());
        using var fresh = model.Copy();
        using var scope = NewDisposeScope();
        float[] LogProbs(CausalLm of)
        {
            using var batch = of.CompletionLogProbs(Rows);
            return TestModels.Values(batch.LogProbs);
        }

        var before = LogProbs(model);
        var embedding = TestModels.Values(model.Find("model.embed_tokens.weight")!);
        LoraAdapter.Attach(model, new LoraSettings { Rank = 4, Alpha = 8, TargetModules = ["q_proj", "v_proj", "down_proj"] }, seed: 1);
        Assert.Equal(before, LogProbs(model));
        Assert.Equal(2 * 3 * 2, model.TrainableWeights.Count);
        Assert.Equal("base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight", model.TrainableWeights[0].Key);

        using (var optimizer = new AdamWOptimizer(model.TrainableWeights, new AdamWSettings()))
        {
            for (var i = 0; i < 5; i++)
            {
                optimizer.ZeroGradients();
                model.CheckpointedBackward(Rows, 1, b => b.LogProbs.mean().neg());
                optimizer.Step(0.02);
            }
        }

        var trained = LogProbs(model);
        Assert.True(trained.Average() > before.Average() + 0.5, "the adapter did not learn");
        Assert.Equal(embedding, TestModels.Values(model.Find("model.embed_tokens.weight")!));

        var adapter = Path.Combine(folder.FullName, "adapter");
        LoraAdapter.Save(adapter, model, "base");
        LoraAdapter.Load(adapter, fresh);
        Assert.Equal(trained, LogProbs(fresh));

        // Both samplers see the adapter, unmerged.
        foreach (var path in (SamplerPath[])[SamplerPath.Torch, SamplerPath.Fused])
        {
            using var sampler = LocalSampler.Create(fresh, options: new LocalSamplerOptions { Path = path });
            var completion = sampler.Sample([TestModels.Request([0, 9], count: 1)], default)[0][0];
            using var batch = fresh.CompletionLogProbs([new TrainingRow([0, 9], completion.TokenIds)]);
            Assert.Equal(TestModels.Values(batch.LogProbs), completion.BehaviorLogProbs, (a, b) => Math.Abs(a - b) < 1e-4);
        }

        LoraAdapter.Merge(model);
        Assert.Null(model.LoraSettings);
        Assert.Equal(trained, LogProbs(model), (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.Equal(["adapter_config.json", "adapter_model.safetensors"], Directory.GetFiles(adapter).Select(Path.GetFileName).Order());
        File.WriteAllText(Path.Combine(adapter, "adapter_config.json"), "{}");
        Assert.Throws<CheckpointException>(() => LoraAdapter.Load(adapter, fresh));
        folder.Delete(recursive: true);
    }
}
