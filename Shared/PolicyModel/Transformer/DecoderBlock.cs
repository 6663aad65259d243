using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Guide.PolicyModel.Transformer;

/// <summary>One block: x + attention(x), then x + gated MLP(x), with norms before, after or around both.</summary>
internal sealed class DecoderBlock
{
    internal required int Index { get; init; }

    internal required PolicyConfig Config { get; init; }

    /// <summary>[H] of what attention is given; null where the family has none.</summary>
    internal Parameter? InputNorm { get; init; }

    internal required Projection Query { get; init; }

    internal required Projection Key { get; init; }

    internal required Projection Value { get; init; }

    internal required Projection Output { get; init; }

    /// <summary>[D], or [H·D] where it spans all heads; null where the family has none.</summary>
    internal Parameter? QueryNorm { get; init; }

    /// <summary>[D]; null where the family has none.</summary>
    internal Parameter? KeyNorm { get; init; }

    /// <summary>[H] of what attention gives; null where the family has none.</summary>
    internal Parameter? AttentionOutputNorm { get; init; }

    /// <summary>[H] of what the MLP is given; null where the family has none.</summary>
    internal Parameter? MlpInputNorm { get; init; }

    /// <summary>[H] of what the MLP gives; null where the family has none.</summary>
    internal Parameter? MlpOutputNorm { get; init; }

    internal required Projection Gate { get; init; }

    internal required Projection Up { get; init; }

    internal required Projection Down { get; init; }

    internal IEnumerable<Projection> Projections => [Query, Key, Value, Output, Gate, Up, Down];

    /// <param name="x">[B, S, H]</param>
    /// <param name="angles">Of the positions.</param>
    /// <param name="attention">What the positions see.</param>
    /// <returns>[B, S, H]</returns>
    internal Tensor Forward(Tensor x, RotaryAngles angles, IAttention attention)
    {
        var (batch, length) = (x.shape[0], x.shape[1]);
        var shape = Config.AttentionOf(Index);
        var normed = Normed(x, InputNorm);
        var query = Heads(Query.Apply(normed), Config.Heads, QueryNorm); // [B, H, S, D]
        var key = Heads(Key.Apply(normed), Config.KeyValueHeads, KeyNorm); // [B, KV, S, D]
        var value = Heads(Value.Apply(normed), Config.KeyValueHeads, norm: null);
        if (!Config.UnrotatedLayers.Contains(Index))
        {
            var (cosine, sine) = shape.Window is null ? (angles.Cosines, angles.Sines) : (angles.LocalCosines, angles.LocalSines);
            (query, key) = (Rotate(query, cosine, sine), Rotate(key, cosine, sine));
        }

        var mixed = attention.Attend(shape, query, key, value);
        x = x.Plus(Normed(Output.Apply(mixed.transpose(1, 2).reshape(batch, length, Config.Heads * Config.HeadDim)), AttentionOutputNorm));

        normed = Normed(x, MlpInputNorm);
        return x.Plus(Normed(Down.Apply(Activation(Gate.Apply(normed)) * Up.Apply(normed)), MlpOutputNorm));
    }

    /// <summary>x / √(mean(x²) + ε) · w over the last dimension, computed in single precision.</summary>
    /// <param name="x">[…, n]</param>
    /// <param name="weight">[n]</param>
    /// <param name="config">Of the model: ε, and whether the weight is what is added to 1.</param>
    internal static Tensor RmsNorm(Tensor x, Tensor weight, PolicyConfig config)
    {
        var wide = Projection.As(x, ScalarType.Float32);
        var normed = wide * rsqrt((wide * wide).mean([-1], keepdim: true).Plus(config.RmsNormEpsilon));
        return config.NormsAreOffsets
            ? Projection.As(normed * Projection.As(weight, ScalarType.Float32).Plus(1), x.dtype)
            : Projection.As(normed, x.dtype) * Projection.As(weight, x.dtype);
    }

    private Tensor Normed(Tensor x, Tensor? weight) => weight is null ? x : RmsNorm(x, weight, Config);

    // GELU as Gemma has it: x / 2 · (1 + tanh(√(2/π) (x + 0.044715 x³))).
    private Tensor Activation(Tensor x) => Config.GateIsGelu
        ? x.Times(0.5) * (x.Plus((x * x * x).Times(0.044715)).Times(Math.Sqrt(2 / Math.PI)).tanh().Plus(1))
        : nn.functional.silu(x);

    /// <summary>[B, S, heads·D] → [B, heads, S, D]</summary>
    private Tensor Heads(Tensor x, int heads, Tensor? norm)
    {
        if (Config.QkNormIsWhole)
        {
            (x, norm) = (Normed(x, norm), null);
        }

        return Normed(x.view(x.shape[0], x.shape[1], heads, Config.HeadDim), norm).transpose(1, 2);
    }

    /// <summary>Rotates the pairs (x_i, x_{i+D/2}): the order of Hugging Face checkpoints.</summary>
    private static Tensor Rotate(Tensor x, Tensor cosine, Tensor sine)
    {
        var halves = x.chunk(2, -1);
        return cat([(halves[0] * cosine) - (halves[1] * sine), (halves[1] * cosine).Plus(halves[0] * sine)], -1);
    }
}
