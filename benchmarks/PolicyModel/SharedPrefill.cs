using System.Diagnostics;

using Guide.PolicyModel.Native;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Transformer;

namespace Guide.Benchmarks.PolicyModel;

/// <summary>
/// Question: is a prompt's prefill paid once for its group? Processor time to sample one short completion token of a long prompt: 1 completion,
/// 16 completions of one group, 16 groups of 1 completion. The second must be near the first, the third near 16 times it.
/// </summary>
internal static class SharedPrefill
{
    private const int Prompt = 384;
    private const int GroupSize = 16;

    internal static void Run(TextWriter output, int rounds = 5)
    {
        TorchRuntime.Initialize();
        var config = new PolicyConfig
        {
            VocabularySize = 512, HiddenSize = 128, IntermediateSize = 352, Layers = 5, Heads = 8, KeyValueHeads = 4, HeadDim = 16, MaxPositions = 512, TieEmbeddings = true,
        };
        using var model = CausalLm.CreateRandom(config, seed: 1);
        output.WriteLine($"| path | 1 completion, CPU ms | G = {GroupSize}, × | {GroupSize} groups of one, × |");
        output.WriteLine("|---|---|---|---|");
        foreach (var path in (SamplerPath[])[SamplerPath.Torch, SamplerPath.Fused])
        {
            using var sampler = LocalSampler.Create(model, options: new LocalSamplerOptions { Path = path });
            var times = new[] { double.MaxValue, double.MaxValue, double.MaxValue };
            for (var round = 0; round < rounds; round++)
            {
                times[0] = Math.Min(times[0], Cpu(sampler, groups: 1, count: 1));
                times[1] = Math.Min(times[1], Cpu(sampler, groups: 1, count: GroupSize));
                times[2] = Math.Min(times[2], Cpu(sampler, groups: GroupSize, count: 1));
            }

            output.WriteLine($"| {sampler.Path} | {times[0]:F1} | {times[1] / times[0]:F1} | {times[2] / times[0]:F1} |");
        }
    }

    private static double Cpu(LocalSampler sampler, int groups, int count)
    {
        const int Times = 8;
        var requests = Enumerable.Range(0, groups).Select(i => new GroupRequest
        {
            GroupId = new Guid(i, 0, 0, new byte[8]),
            DrawKey = new Guid(i, 0, 0, new byte[8]),
            Seed = 1,
            SamplingContext = [.. Enumerable.Range(0, Prompt).Select(t => ((t * 13) + i) % 512)],
            Count = count,
            Settings = new SamplingSettings { MaxTokens = 1, StopIds = [] },
        }).ToArray();
        var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        for (var i = 0; i < Times; i++)
        {
            sampler.Sample(requests, default);
        }

        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMilliseconds / Times;
    }
}
