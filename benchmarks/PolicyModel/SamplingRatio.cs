using System.Diagnostics;
using Guide.PolicyModel.Native;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Transformer;

namespace Guide.Benchmarks.PolicyModel;

/// <summary>
/// Question: how much does the fused sampler save over TorchSharp, by model size? Process CPU time a sampled token on one thread, the two
/// alternating, the best of several rounds, after each has been compiled: other work on the machine takes wall time, not this process's CPU time.
/// </summary>
internal static class SamplingRatio
{
    private const int Batch = 64;
    private const int Prompt = 16;
    private const int NewTokens = 96;

    internal static void Run(TextWriter output, int rounds = 8)
    {
        TorchRuntime.Initialize();
        output.WriteLine("| parameters | TorchSharp, CPU µs a token | fused, CPU µs a token | ratio |");
        output.WriteLine("|---|---|---|---|");
        foreach (var (hidden, inner, layers, heads, vocabulary) in ((int, int, int, int, int)[])[(64, 172, 5, 8, 512), (128, 352, 5, 8, 512), (256, 688, 6, 8, 1024)])
        {
            var config = new PolicyConfig
            {
                VocabularySize = vocabulary, HiddenSize = hidden, IntermediateSize = inner, Layers = layers, Heads = heads,
                KeyValueHeads = heads / 2, HeadDim = hidden / heads, MaxPositions = 512, TieEmbeddings = true,
            };
            using var model = CausalLm.CreateRandom(config, seed: 1);
            var (torch, fused) = (double.MaxValue, double.MaxValue);
            for (var warmUp = 0; warmUp < 3; warmUp++)
            {
                Measure(model, SamplerPath.Torch);
                Measure(model, SamplerPath.Fused);
            }

            for (var round = 0; round < rounds; round++)
            {
                torch = Math.Min(torch, Measure(model, SamplerPath.Torch));
                fused = Math.Min(fused, Measure(model, SamplerPath.Fused));
            }

            output.WriteLine($"| {model.ParameterCount / 1e6:F2} M | {torch:F1} | {fused:F1} | {torch / fused:F1} |");
        }
    }

    private static double Measure(CausalLm model, SamplerPath path)
    {
        using var sampler = LocalSampler.Create(model, options: new LocalSamplerOptions { Path = path, MaxRows = Batch });
        var requests = Enumerable.Range(0, Batch / 8).Select(i => new GroupRequest
        {
            GroupId = new Guid(i, 0, 0, new byte[8]),
            DrawKey = new Guid(i, 0, 0, new byte[8]),
            Seed = 1,
            SamplingContext = [.. Enumerable.Range(0, Prompt).Select(t => (t * 13 + i) % model.Config.VocabularySize)],
            Count = 8,
            Settings = new SamplingSettings { MaxTokens = NewTokens, StopIds = [] },
        }).ToArray();
        sampler.Sample(requests[..1], default); // Allocates.
        var times = path == SamplerPath.Fused ? 6 : 1; // Processor time comes in steps of up to 10 ms.
        var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        for (var i = 0; i < times; i++)
        {
            sampler.Sample(requests, default);
        }

        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMicroseconds / (times * Batch * NewTokens);
    }
}
