using Guide.PolicyModel.Numerics;

namespace Guide.PolicyModel.Sampling.Fused;

/// <summary>One block's weights as the loops read them, and its cache.</summary>
internal sealed class FusedBlock : IDisposable
{
    internal required NativeFloats InputNorm { get; init; }

    /// <summary>Query, key and value heads in one product.</summary>
    internal required PackedMatrix QueryKeyValue { get; init; }

    internal required PackedMatrix Output { get; init; }

    internal NativeFloats? QueryNorm { get; init; }

    internal NativeFloats? KeyNorm { get; init; }

    internal required NativeFloats PostAttentionNorm { get; init; }

    internal required PackedMatrix Gate { get; init; }

    internal required PackedMatrix Up { get; init; }

    internal required PackedMatrix Down { get; init; }

    /// <summary>[rows, KV, capacity / 16, D, 16]</summary>
    internal NativeFloats Keys { get; set; } = new(0);

    /// <summary>[rows, KV, capacity, D]</summary>
    internal NativeFloats Values { get; set; } = new(0);

    public void Dispose()
    {
        foreach (var part in (IDisposable?[])[InputNorm, QueryKeyValue, Output, QueryNorm, KeyNorm, PostAttentionNorm, Gate, Up, Down, Keys, Values])
        {
            part?.Dispose();
        }
    }
}
