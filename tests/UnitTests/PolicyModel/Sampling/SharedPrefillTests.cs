using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Sampling.Fused;

namespace Guide.UnitTests.PolicyModel;

/// <summary>The context of a group is computed once, on every path of the sampler.</summary>
public sealed class SharedPrefillTests
{
    private const int GroupSize = 16;
    private static readonly int[] Context = [.. Enumerable.Range(0, 60).Select(i => i * 7 % 40)];

    [Theory]
    [InlineData(SamplerPath.Torch)]
    [InlineData(SamplerPath.Fused)]
    public void A_context_is_run_once_for_all_completions_of_its_group(SamplerPath path)
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        using var decoder = new CountingDecoder(path == SamplerPath.Fused ? new FusedDecoder(model) : new TorchDecoder(model));
        using var sampler = new LocalSampler(decoder, tokenizer: null, new LocalSamplerOptions());

        var completions = sampler.Sample([TestModels.Request(Context, count: GroupSize)], default)[0];

        Assert.Equal(Context.Length, decoder.ContextPositions);

        // A completion's last token is drawn, never fed.
        Assert.Equal(completions.Sum(c => c.TokenIds.Length - 1), decoder.CompletionPositions);
    }

    [Theory]
    [InlineData(SamplerPath.Torch)]
    [InlineData(SamplerPath.Fused)]
    public void A_context_is_run_once_also_for_completions_that_enter_one_by_one(SamplerPath path)
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        using var decoder = new CountingDecoder(path == SamplerPath.Fused ? new FusedDecoder(model) : new TorchDecoder(model));
        using var sampler = new LocalSampler(decoder, tokenizer: null, new LocalSamplerOptions { MaxRows = 9 });
        using var wide = LocalSampler.Create(model, options: new LocalSamplerOptions { Path = path });
        var requests = Enumerable.Range(0, 6).Select(i => TestModels.Request(Context[..(20 + i)], count: 8, group: i)).ToArray();

        var groups = sampler.Sample(requests, default);

        Assert.Equal(requests.Sum(r => r.SamplingContext.Length), decoder.ContextPositions);
        Assert.True(decoder.Shares > 5, "no group was cut");
        Assert.Equal(wide.Sample(requests, default).SelectMany(g => g).Select(c => c.TokenIds), groups.SelectMany(g => g).Select(c => c.TokenIds));
    }

    [Fact]
    public void Finished_completions_are_not_fed_again_and_those_that_wait_take_their_rows()
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        using var decoder = new CountingDecoder(new FusedDecoder(model));
        using var sampler = new LocalSampler(decoder, tokenizer: null, new LocalSamplerOptions { MaxRows = 3 });
        var requests = Enumerable.Range(0, 4).Select(i => TestModels.Request(Context[..(5 + i)], count: 3, group: i)).ToArray();

        var completions = sampler.Sample(requests, default).SelectMany(g => g).ToArray();

        Assert.Equal(completions.Sum(c => c.TokenIds.Length - 1), decoder.CompletionPositions);

        // With every row always taken twelve completions need about a third of their tokens in steps; group after group would need each one's longest.
        var groupAfterGroup = completions.Chunk(3).Sum(g => g.Max(c => c.TokenIds.Length - 1));
        Assert.InRange(decoder.Steps, (decoder.CompletionPositions + 2) / 3, groupAfterGroup - 1);
    }

    private sealed class CountingDecoder(ISequenceDecoder inner) : ISequenceDecoder
    {
        public int VocabularySize => inner.VocabularySize;

        public int MaxPositions => inner.MaxPositions;

        internal int ContextPositions { get; private set; }

        internal int CompletionPositions { get; private set; }

        internal int Steps { get; private set; }

        internal int Shares { get; private set; }

        public void Reserve(int rows, int positions) => inner.Reserve(rows, positions);

        public void Prefill(IReadOnlyList<Prefix> prefixes, Span<float> logits)
        {
            ContextPositions += prefixes.Sum(p => p.Context.Length);
            inner.Prefill(prefixes, logits);
        }

        public void Step(ReadOnlySpan<int> tokens, Span<float> logits)
        {
            Steps++;
            CompletionPositions += tokens.Length;
            inner.Step(tokens, logits);
        }

        public void Share(int from, int first, int rows, int length)
        {
            Shares++;
            inner.Share(from, first, rows, length);
        }

        public void Move(int from, int to) => inner.Move(from, to);

        public void Dispose() => inner.Dispose();
    }
}
