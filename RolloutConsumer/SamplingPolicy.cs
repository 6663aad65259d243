using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Tokens;

namespace Guide.RolloutConsumer;

/// <summary>A policy version ready to sample.</summary>
/// <param name="Version">The version.</param>
/// <param name="Tokenizer">Its tokenizer; the same for all versions of a run. Thread-safe.</param>
/// <param name="Sampler">Owned by the engine's thread.</param>
/// <param name="StopIds">Ids that end a completion.</param>
/// <param name="MaxPositions">Context length in tokens.</param>
/// <param name="Weights">What the sampler reads from, disposed after it; null = nothing.</param>
public sealed record SamplingPolicy(
    int Version, ITokenizer Tokenizer, ISampler Sampler, IReadOnlyList<int> StopIds, int MaxPositions, IDisposable? Weights = null) : IDisposable
{
    /// <inheritdoc />
    public void Dispose()
    {
        Sampler.Dispose();
        Weights?.Dispose();
    }
}
