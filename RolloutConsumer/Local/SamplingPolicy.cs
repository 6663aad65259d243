using Guide.PolicyModel.Prompts;
using Guide.PolicyModel.Sampling;

namespace Guide.RolloutConsumer.Local;

/// <summary>A policy version ready to sample.</summary>
/// <param name="Version">The version.</param>
/// <param name="Vocabulary">The same for all versions of a run.</param>
/// <param name="Sampler">Owned by the engine's thread.</param>
/// <param name="Weights">What the sampler reads from, disposed after it; null = nothing.</param>
public sealed record SamplingPolicy(int Version, PolicyVocabulary Vocabulary, ISampler Sampler, IDisposable? Weights = null) : IDisposable
{
    /// <inheritdoc />
    public void Dispose()
    {
        Sampler.Dispose();
        Weights?.Dispose();
    }
}
