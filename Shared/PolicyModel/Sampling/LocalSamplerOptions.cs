using System.ComponentModel.DataAnnotations;

namespace Guide.PolicyModel.Sampling;

/// <summary>How a local sampler batches.</summary>
public sealed record LocalSamplerOptions
{
    /// <summary>Completions under way at once; the cache holds that many rows.</summary>
    [Range(1, 65536)]
    public int MaxRows { get; init; } = 256;

    /// <summary>Which computation.</summary>
    public SamplerPath Path { get; init; } = SamplerPath.Automatic;
}
