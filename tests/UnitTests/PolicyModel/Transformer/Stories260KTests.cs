using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Sampling;

namespace Guide.UnitTests.PolicyModel;

/// <summary>The real Llama-architecture checkpoint.</summary>
public sealed class Stories260KTests
{
    private const string Beginning = "Once upon a time, there was a little girl named Lily. She loved to play outside in the park. One day, she saw a big, red ball.";

    [SharedDataTheory("stories260K")]
    [InlineData(SamplerPath.Torch)]
    [InlineData(SamplerPath.Fused)]
    public void Greedy_ids_equal_the_reference(SamplerPath path)
    {
        var folder = SharedData.Find("stories260K");
        var expected = File.ReadAllText(Path.Combine(folder, "greedy_ids.txt")).Split(',').Select(int.Parse).ToArray();
        using var policy = PolicyCheckpoint.Load(folder);
        using var sampler = LocalSampler.Create(policy.Model, policy.Tokenizer, new LocalSamplerOptions { Path = path });
        var request = TestModels.Request([1], count: 1, maxTokens: expected.Length, temperature: 0);

        var ids = sampler.Sample([request with { Settings = request.Settings with { StopIds = [] } }], default)[0][0].TokenIds;

        Assert.Equal(expected, ids);
        Assert.StartsWith(Beginning, policy.Tokenizer!.Decode(ids), StringComparison.Ordinal);
    }

    [SharedDataFact("stories260K")]
    public void Its_tokenizer_gives_the_models_own_ids_back()
    {
        var folder = SharedData.Find("stories260K");
        var expected = File.ReadAllText(Path.Combine(folder, "greedy_ids.txt")).Split(',').Select(int.Parse).ToArray();
        using var policy = PolicyCheckpoint.Load(folder);
        var tokenizer = policy.Tokenizer!;
        var text = tokenizer.Decode(expected);

        Assert.Equal(expected, tokenizer.Encode(text));
        Assert.Equal([1, .. expected], tokenizer.Encode(text, addSpecialTokens: true));
        Assert.Equal((1, 2, 512), (tokenizer.BosId, Assert.Single(tokenizer.StopIds), tokenizer.VocabularySize));
        Assert.Equal("naïve 漢字 😀\n", tokenizer.Decode(tokenizer.Encode("naïve 漢字 😀\n")));
    }
}
