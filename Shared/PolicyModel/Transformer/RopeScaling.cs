namespace Guide.PolicyModel.Transformer;

/// <summary>Rotary scaling, in the words of Hugging Face's rope_scaling.</summary>
public sealed record RopeScaling
{
    /// <summary>No scaling.</summary>
    public static readonly RopeScaling None = new();

    /// <summary>The method.</summary>
    public RopeKind Kind { get; init; }

    /// <summary>Stretch: new context / original context.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>The context the model was trained on, in positions; null = the configuration's max_position_embeddings.</summary>
    public int? OriginalMaxPositions { get; init; }

    /// <summary>Llama 3: wavelengths above original / this are stretched whole.</summary>
    public double LowFrequencyFactor { get; init; } = 1;

    /// <summary>Llama 3: wavelengths below original / this are kept.</summary>
    public double HighFrequencyFactor { get; init; } = 4;

    /// <summary>YaRN: rotations over the original context above which a dimension is kept.</summary>
    public double BetaFast { get; init; } = 32;

    /// <summary>YaRN: rotations below which a dimension is interpolated whole.</summary>
    public double BetaSlow { get; init; } = 1;

    /// <summary>YaRN: factor on cosine and sine; null = 0.1·ln(factor) + 1.</summary>
    public double? AttentionFactor { get; init; }

    /// <summary>YaRN: with <see cref="MscaleAllDim"/>, the factor on cosine and sine is (0.1 · this · ln(factor) + 1) / (0.1 · that · ln(factor) + 1) (DeepSeek).</summary>
    public double? Mscale { get; init; }

    /// <summary>YaRN: see <see cref="Mscale"/>; one alone means nothing, as in transformers.</summary>
    public double? MscaleAllDim { get; init; }

    /// <summary>YaRN: whether the ramp's ends are rounded to whole dimensions.</summary>
    public bool Truncate { get; init; } = true;
}
