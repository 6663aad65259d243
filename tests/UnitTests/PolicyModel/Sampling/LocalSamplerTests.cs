using System.Reflection;

using Guide.Contracts;
using Guide.PolicyModel.Numerics;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Sampling.Fused;
using Guide.PolicyModel.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace Guide.UnitTests.PolicyModel;

public sealed class LocalSamplerTests
{
    private static readonly int[][] Contexts = [[0, 5, 6], [0, 9, 8, 7, 6, 5, 4, 3], [12]];

    [Theory]
    [InlineData(SamplerPath.Torch, 1.0)]
    [InlineData(SamplerPath.Torch, 0.7)]
    [InlineData(SamplerPath.Fused, 1.0)]
    [InlineData(SamplerPath.Fused, 0.7)]
    public void Behaviour_log_probs_equal_the_trainers_forward(SamplerPath path, double temperature)
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        using var sampler = LocalSampler.Create(model, options: new LocalSamplerOptions { Path = path });
        var requests = Contexts.Select((c, i) => TestModels.Request(c, temperature: temperature, group: i)).ToArray();

        var groups = sampler.Sample(requests, default);

        var rows = groups.SelectMany((g, i) => g.Select(c => new TrainingRow(Contexts[i], c.TokenIds))).ToArray();
        using var trained = model.CompletionLogProbs(rows, temperature);
        var expected = TestModels.Values(trained.LogProbs);
        var actual = groups.SelectMany(g => g).SelectMany(c => c.BehaviorLogProbs).ToArray();
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(expected.Zip(actual).Max(p => Math.Abs(p.First - p.Second)), 0, 1e-4);
        Assert.True(Deviation(expected) > 1, "the model is too quiet for errors to show");
    }

    [Theory]
    [InlineData(SamplerPath.Torch)]
    [InlineData(SamplerPath.Fused)]
    public void A_group_is_the_same_alone_batched_and_squeezed_through_few_rows(SamplerPath path)
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        var requests = Contexts.Select((c, i) => TestModels.Request(c, group: i)).ToArray();
        using var wide = LocalSampler.Create(model, options: new LocalSamplerOptions { Path = path });
        using var narrow = LocalSampler.Create(model, options: new LocalSamplerOptions { Path = path, MaxRows = 3 });

        var together = wide.Sample(requests, default);
        var squeezed = narrow.Sample(requests, default);
        var alone = requests.Reverse().Select(r => wide.Sample([r], default)[0]).Reverse().ToArray();

        for (var i = 0; i < requests.Length; i++)
        {
            Assert.Equal(together[i].Select(c => c.TokenIds), squeezed[i].Select(c => c.TokenIds));
            Assert.Equal(together[i].Select(c => c.TokenIds), alone[i].Select(c => c.TokenIds));
            Assert.Equal(together[i].SelectMany(c => c.BehaviorLogProbs), squeezed[i].SelectMany(c => c.BehaviorLogProbs), (a, b) => Math.Abs(a - b) < 1e-4);
        }

        Assert.True(together.SelectMany(g => g).Select(c => c.TokenIds.Length).Distinct().Count() > 3, "all completions have the same length");
    }

    [Theory]
    [InlineData(SamplerPath.Torch)]
    [InlineData(SamplerPath.Fused)]
    public void Seed_draw_and_slot_each_change_what_is_drawn_and_the_groups_id_does_not(SamplerPath path)
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        using var sampler = LocalSampler.Create(model, options: new LocalSamplerOptions { Path = path });
        var request = TestModels.Request(Contexts[0]);

        var groups = sampler.Sample([request, request, request with { Seed = 8 }, request with { DrawKey = Guid.Empty }, request with { GroupId = Guid.Empty }], default);

        string Text(int i) => string.Join('|', groups[i].Select(c => string.Join(',', c.TokenIds)));
        Assert.Equal(Text(0), Text(1));
        Assert.NotEqual(Text(0), Text(2));
        Assert.NotEqual(Text(0), Text(3));
        Assert.Equal(Text(0), Text(4));
        Assert.True(groups[0].Select(c => string.Join(',', c.TokenIds)).Distinct().Count() > 1);
    }

    [Theory]
    [InlineData(SamplerPath.Torch)]
    [InlineData(SamplerPath.Fused)]
    public void A_completion_ends_with_its_stop_id_or_is_truncated(SamplerPath path)
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        using var sampler = LocalSampler.Create(model, options: new LocalSamplerOptions { Path = path });

        var completions = sampler.Sample([TestModels.Request(Contexts[1], count: 64, maxTokens: 20)], default)[0];

        foreach (var completion in completions)
        {
            Assert.Equal(completion.TokenIds.Length, completion.BehaviorLogProbs.Length);
            Assert.DoesNotContain(1, completion.TokenIds[..^1]);
            Assert.Equal(completion.TokenIds[^1] == 1, completion.FinishReason == FinishReason.Stop);
            Assert.True(completion.FinishReason == FinishReason.Stop || completion.TokenIds.Length == 20);
        }

        Assert.Equal(2, completions.Select(c => c.FinishReason).Distinct().Count());
    }

    [Fact]
    public void Groups_that_arrive_while_others_are_under_way_join_the_batch()
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        using var sampler = LocalSampler.Create(model, options: new LocalSamplerOptions { Path = SamplerPath.Torch, MaxRows = 6 });
        var requests = new Queue<GroupRequest>(Enumerable.Range(0, 5).Select(i => TestModels.Request(Contexts[i % 3], group: i)));
        var expected = sampler.Sample([.. requests], default);
        var results = new Dictionary<Guid, IReadOnlyList<SampledCompletion>>();
        var calls = 0;

        sampler.Run(
            _ => calls++ % 3 == 0 && requests.TryDequeue(out var request) ? [request] : [],
            (request, completions) => results.Add(request.GroupId, completions),
            default);
        while (requests.Count > 0)
        {
            sampler.Run(_ => requests.TryDequeue(out var request) ? [request] : [], (request, completions) => results.Add(request.GroupId, completions), default);
        }

        Assert.Equal(5, results.Count);
        Assert.Equal(
            expected.SelectMany(g => g).Select(c => string.Join(',', c.TokenIds)).Order(),
            results.Values.SelectMany(g => g).Select(c => string.Join(',', c.TokenIds)).Order());
    }

    [Theory]
    [InlineData(SamplerPath.Torch)]
    [InlineData(SamplerPath.Fused)]
    public void Sampling_leaves_no_tensors_behind(SamplerPath path)
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        using var sampler = LocalSampler.Create(model, options: new LocalSamplerOptions { Path = path });
        sampler.Sample([TestModels.Request(Contexts[1])], default);
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        var unscoped = DisposeScopeManager.Statistics.CreatedOutsideScopeCount;

        sampler.Sample([TestModels.Request(Contexts[1]), TestModels.Request(Contexts[0])], default);

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);

        // The library's methods read a tensor's handle and call: only a scope keeps a tensor alive that nothing names any more.
        Assert.Equal(unscoped, DisposeScopeManager.Statistics.CreatedOutsideScopeCount);
    }

    [Fact]
    public void A_disposed_sampler_has_freed_all_its_memory_and_refuses_to_sample()
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        var decoder = new FusedDecoder(model);
        var sampler = new LocalSampler(decoder, tokenizer: null, new LocalSamplerOptions());
        sampler.Sample([TestModels.Request(Contexts[1])], default);
        var memory = Reachable(decoder, []).ToArray();
        Assert.True(memory.Length > 20 && memory.All(floats => floats.Length > 0));

        sampler.Dispose();
        sampler.Dispose();

        Assert.All(memory, floats => Assert.Equal(0, floats.Length));
        Assert.Throws<ObjectDisposedException>(() => sampler.Sample([TestModels.Request(Contexts[1])], default));
    }

    private static IEnumerable<NativeFloats> Reachable(object? from, HashSet<object> seen) => from switch
    {
        null or string or CausalLm => [],
        _ when !seen.Add(from) => [],
        NativeFloats floats => [floats],
        Array items when !items.GetType().GetElementType()!.IsValueType => items.Cast<object?>().SelectMany(item => Reachable(item, seen)),
        _ when from.GetType().Namespace?.StartsWith("Guide.PolicyModel.Sampling", StringComparison.Ordinal) == true => from.GetType()
            .GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            .SelectMany(field => Reachable(field.GetValue(from), seen)),
        _ => [],
    };

    [Fact]
    public void Requests_that_cannot_fit_are_refused_with_the_numbers()
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        using var sampler = LocalSampler.Create(model);

        var tooLong = Assert.Throws<ArgumentException>(() => sampler.Sample([TestModels.Request(Contexts[1], maxTokens: 90)], default));
        Assert.Contains("96 positions", tooLong.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => sampler.Sample([TestModels.Request([])], default));
        Assert.Throws<ArgumentException>(() => sampler.Sample([TestModels.Request([40])], default));
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, true, true)]
    public void The_fused_path_equals_TorchSharp_in_greedy_ids_and_log_probs(bool bias, bool norm, bool tied)
    {
        // Odd sizes on purpose: partial vectors, several heads a key, contexts longer than a chunk of rows.
        var config = TestModels.Tiny(vocabulary: 53) with
        {
            HiddenSize = 44, IntermediateSize = 75, Heads = 6, KeyValueHeads = 2, HeadDim = 10, MaxPositions = 400,
            QkvBias = bias, OutputBias = bias, MlpBias = bias, QkNorm = norm, TieEmbeddings = tied,
        };
        using var model = TestModels.Loud(config);
        TestModels.Shake(model);
        int[] longContext = [.. Enumerable.Range(0, 300).Select(i => i * 7 % 53)];
        var requests = new[] { TestModels.Request(longContext, count: 1, maxTokens: 90, temperature: 0), TestModels.Request([3], count: 9, maxTokens: 40, temperature: 0), TestModels.Request([3], count: 9, maxTokens: 40) };

        IReadOnlyList<SampledCompletion>[] Sample(SamplerPath path)
        {
            using var sampler = LocalSampler.Create(model, options: new LocalSamplerOptions { Path = path, MaxRows = 12 });
            return [.. sampler.Sample(requests, default)];
        }

        var (fused, torchSharp) = (Sample(SamplerPath.Fused), Sample(SamplerPath.Torch));
        for (var i = 0; i < requests.Length; i++)
        {
            Assert.Equal(torchSharp[i].Select(c => c.TokenIds), fused[i].Select(c => c.TokenIds));
            Assert.Equal(torchSharp[i].SelectMany(c => c.BehaviorLogProbs), fused[i].SelectMany(c => c.BehaviorLogProbs), (a, b) => Math.Abs(a - b) < 1e-4);
        }

        Assert.True(Deviation([.. fused[2].SelectMany(c => c.BehaviorLogProbs)]) > 1);
    }

    [Fact]
    public void The_fused_path_is_bitwise_independent_of_its_batch()
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        using var sampler = LocalSampler.Create(model);
        Assert.Equal("fused", sampler.Path);
        var requests = Enumerable.Range(0, 5).Select(i => TestModels.Request(Contexts[i % 3], count: 3, group: i)).ToArray();

        var together = sampler.Sample(requests, default);
        var alone = requests.Select(r => sampler.Sample([r], default)[0]);

        Assert.Equal(alone.SelectMany(g => g).SelectMany(c => c.BehaviorLogProbs), together.SelectMany(g => g).SelectMany(c => c.BehaviorLogProbs));
    }

    private static double Deviation(float[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}
