using Guide.PolicyModel.Numerics;

namespace Guide.PolicyModel.Sampling.Fused;

/// <summary>One block's weights as the loops read them, and its cache.</summary>
internal sealed class FusedBlock
{
    internal required PinnedBuffer InputNorm { get; init; }

    /// <summary>Query, key and value heads in one product.</summary>
    internal required PackedMatrix QueryKeyValue { get; init; }

    internal required PackedMatrix Output { get; init; }

    internal PinnedBuffer? QueryNorm { get; init; }

    internal PinnedBuffer? KeyNorm { get; init; }

    internal required PinnedBuffer PostAttentionNorm { get; init; }

    internal required PackedMatrix Gate { get; init; }

    internal required PackedMatrix Up { get; init; }

    internal required PackedMatrix Down { get; init; }

    /// <summary>[rows, KV, capacity / 16, D, 16]</summary>
    internal PinnedBuffer Keys { get; set; } = new(0);

    /// <summary>[rows, KV, capacity, D]</summary>
    internal PinnedBuffer Values { get; set; } = new(0);
}
