using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

using Guide.PolicyModel.Lora;
using Guide.PolicyModel.Native;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Training;
using Guide.PolicyModel.Transformer;

using static TorchSharp.torch;

namespace Guide.UnitTests.PolicyModel;

/// <summary>
/// Kernels work on pointers and the tensor library on handles: memory that only they know must not be freed under them. The length of the test
/// is GUIDE_COLLECTIONS_SECONDS (10).
/// </summary>
[Collection("the threads of libtorch")]
public sealed class CollectionTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("GUIDE_COLLECTIONS_SECONDS") ?? "10", CultureInfo.InvariantCulture));

    static CollectionTests() => TorchRuntime.Initialize();

    [Fact]
    public Task Training_and_sampling_give_the_same_bytes_while_the_collector_runs_without_pause() => CompareAsync(Pipeline, warmUp: 3);

    // Only code that was compiled with its own profile forgets an owner after its last use: hence the calm rounds before.
    [Fact]
    public Task Attention_gives_the_same_bytes_while_the_collector_runs_without_pause() => CompareAsync(Attention, warmUp: 40);

    private static async Task CompareAsync(Func<string> work, int warmUp)
    {
        var threads = get_num_threads();
        set_num_threads(2);
        try
        {
            var calm = work();
            for (var round = 0; round < warmUp; round++)
            {
                Assert.Equal(calm, work());
            }

            using var stop = new CancellationTokenSource(Length);
            var collector = Task.Factory.StartNew(
                () =>
                {
                    while (!stop.IsCancellationRequested)
                    {
                        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                        Thread.SpinWait(3000); // Else nothing but collections would run.
                    }
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
            do
            {
                Assert.Equal(calm, work());
            }
            while (!stop.IsCancellationRequested);

            await collector;
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static string Attention()
    {
        using var scope = NewDisposeScope();
        Tensor[] inputs = [Waves(2, 8, 500, 32), Waves(2, 4, 500, 32), Waves(2, 4, 500, 32)];
        var result = SmallAttention.Attend(inputs[0], inputs[1], inputs[2]);
        result.sum().backward();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in (Tensor[])[result, .. inputs.Select(input => input.grad!)])
        {
            hash.AppendData(MemoryMarshal.AsBytes<float>(TestModels.Values(tensor)));
        }

        return Convert.ToHexString(hash.GetHashAndReset());

        static Tensor Waves(params long[] shape) =>
            tensor([.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(i => MathF.Sin(i))], shape).requires_grad_(true);
    }

    /// <summary>SHA-256 of weights and of all that was sampled: full training and an adapter's, both samplers, kernels and the library's operations.</summary>
    private static string Pipeline()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var model = CausalLm.CreateRandom(TestModels.Tiny() with { MaxPositions = 512, Heads = 8, KeyValueHeads = 4 }, seed: 5);
        Train(model, steps: 4, checkpointed: false);
        Train(model, steps: 2, checkpointed: true);
        Sample(model, SamplerPath.Fused, hash);
        Sample(model, SamplerPath.Torch, hash);
        LoraAdapter.Attach(model, new LoraSettings { Rank = 2 }, seed: 6);
        Train(model, steps: 2, checkpointed: false);
        Sample(model, SamplerPath.Fused, hash);
        foreach (var (_, weight) in model.Weights.Concat(model.TrainableWeights))
        {
            hash.AppendData(MemoryMarshal.AsBytes<float>(TestModels.Values(weight)));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static void Train(CausalLm model, int steps, bool checkpointed)
    {
        using var optimizer = new AdamWOptimizer(model.TrainableWeights, new AdamWSettings { WeightDecay = 0.01 });
        TrainingRow[] rows = [.. Enumerable.Range(0, 6).Select(i => new TrainingRow([.. Enumerable.Range(0, 180 + (20 * i)).Select(t => 2 + (t % 37))], [.. Enumerable.Range(3, 30)]))];
        for (var step = 0; step < steps; step++)
        {
            using (NewDisposeScope())
            {
                if (checkpointed)
                {
                    model.CheckpointedBackward(rows, 0.9, output => output.LogProbs.mean().neg(), chunkTokens: 64);
                }
                else
                {
                    model.CompletionLogProbs(rows, 0.9).LogProbs.mean().neg().backward();
                }
            }

            optimizer.ClipGradients(0.5);
            optimizer.Step(1e-2);
            optimizer.ZeroGradients();
        }
    }

    private static void Sample(CausalLm model, SamplerPath path, IncrementalHash hash)
    {
        using var sampler = LocalSampler.Create(model, options: new LocalSamplerOptions { Path = path });
        foreach (var completion in sampler.Sample([TestModels.Request([2, 3, 4, 5], count: 8, maxTokens: 40), TestModels.Request([6, 7], count: 4, maxTokens: 20, group: 2)], default).SelectMany(group => group))
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>(completion.TokenIds));
            hash.AppendData(MemoryMarshal.AsBytes<float>(completion.BehaviorLogProbs));
        }
    }
}
