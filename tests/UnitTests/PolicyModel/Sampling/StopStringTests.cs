using Guide.Contracts;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Tokens;

namespace Guide.UnitTests.PolicyModel;

/// <summary>Completions end at stop strings, which need a tokenizer.</summary>
public sealed class StopStringTests
{
    [Fact]
    public void A_completion_ends_with_the_token_that_completes_the_text()
    {
        var folder = Directory.CreateTempSubdirectory("guide-test-");
        try
        {
            string[] words = [.. Enumerable.Range(0, 40).Select(i => $"w{i}")];
            WordLevelTokenizerWriter.Write(folder.FullName, words);
            var tokenizer = TokenizerLoader.TryLoad(folder.FullName)!;
            using var model = TestModels.Loud(TestModels.Tiny());
            using var sampler = LocalSampler.Create(model, tokenizer);
            var free = TestModels.Request([3, 4], count: 24, maxTokens: 40);
            free = free with { Settings = free.Settings with { StopIds = [] } };
            var drawn = sampler.Sample([free], default)[0];

            // A pair of words that some completion has in its middle: a stop text over two tokens.
            var ids = drawn[0].TokenIds;
            var stop = $"{words[ids[9]]} {words[ids[10]]}";
            var stopped = sampler.Sample([free with { Settings = free.Settings with { StopStrings = [stop] } }], default)[0];

            Assert.InRange(stopped[0].TokenIds.Length, 2, 11);
            foreach (var (before, after) in drawn.Zip(stopped))
            {
                // What is drawn does not change; it ends at the first place where the text holds the stop string.
                Assert.Equal(before.TokenIds.Take(after.TokenIds.Length), after.TokenIds);
                var text = tokenizer.Decode(after.TokenIds);
                Assert.Equal(text.Contains(stop, StringComparison.Ordinal), after.FinishReason == FinishReason.Stop);
                Assert.DoesNotContain(stop, tokenizer.Decode(after.TokenIds.AsSpan(0, after.TokenIds.Length - 1)), StringComparison.Ordinal);
                Assert.True(after.FinishReason == FinishReason.Stop || after.TokenIds.Length == 40);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Stop_strings_without_a_tokenizer_are_refused()
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        using var sampler = LocalSampler.Create(model);
        var request = TestModels.Request([3]);

        var error = Assert.Throws<ArgumentException>(() => sampler.Sample([request with { Settings = request.Settings with { StopStrings = ["x"] } }], default));

        Assert.Contains("need a tokenizer", error.Message, StringComparison.Ordinal);
    }
}
