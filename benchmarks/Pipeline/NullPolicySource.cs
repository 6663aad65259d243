using Guide.Contracts;
using Guide.PolicyModel.Prompts;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Tokens;
using Guide.RolloutConsumer;
using Guide.RolloutConsumer.Local;
using Guide.Storage.Entities;

namespace Guide.Benchmarks.Pipeline;

/// <summary>A policy that costs nothing: every completion is the same sixteen tokens, so that what is measured is the pipeline.</summary>
internal sealed class NullPolicySource : IPolicySource
{
    public const int CompletionTokens = 16;

    public SamplingPolicy Load(PolicyVersionRow version) => new(
        version.Version, new PolicyVocabulary(new Tokenizer(), ChatTemplate.Find("none")!, [0], [], MaxPositions: 4096, Size: 256), new Sampler());

    private sealed class Sampler : ISampler
    {
        private static readonly int[] Tokens = [.. Enumerable.Range(1, CompletionTokens - 1), 0];
        private static readonly float[] LogProbs = [.. Enumerable.Repeat(-0.5f, CompletionTokens)];

        public IReadOnlyList<IReadOnlyList<SampledCompletion>> Sample(IReadOnlyList<GroupRequest> requests, CancellationToken cancellationToken) =>
            [.. requests.Select(static request => (IReadOnlyList<SampledCompletion>)
                [.. Enumerable.Range(0, request.Count).Select(static _ => new SampledCompletion(Tokens, LogProbs, FinishReason.Stop))])];

        public void Dispose()
        {
        }
    }

    private sealed class Tokenizer : ITokenizer
    {
        public int VocabularySize => 256;

        public int? BosId => null;

        public IReadOnlyList<int> StopIds { get; } = [0];

        public int[] Encode(string text, bool addSpecialTokens = false) => [.. text.Select(static c => c & 0xFF)];

        public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true) => "a completion of sixteen tokens";

        public int? IdOf(string token) => null;
    }
}
