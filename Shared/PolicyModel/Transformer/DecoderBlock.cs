using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Guide.PolicyModel.Transformer;

/// <summary>One block: x + attention(norm(x)), then x + SwiGLU(norm(x)).</summary>
internal sealed class DecoderBlock
{
    internal required int Index { get; init; }

    internal required PolicyConfig Config { get; init; }

    /// <summary>[H]</summary>
    internal required Parameter InputNorm { get; init; }

    internal required Projection Query { get; init; }

    internal required Projection Key { get; init; }

    internal required Projection Value { get; init; }

    internal required Projection Output { get; init; }

    /// <summary>[D]; null where the family has none.</summary>
    internal Parameter? QueryNorm { get; init; }

    /// <summary>[D]; null where the family has none.</summary>
    internal Parameter? KeyNorm { get; init; }

    /// <summary>[H]</summary>
    internal required Parameter PostAttentionNorm { get; init; }

    internal required Projection Gate { get; init; }

    internal required Projection Up { get; init; }

    internal required Projection Down { get; init; }

    internal IEnumerable<Projection> Projections => [Query, Key, Value, Output, Gate, Up, Down];

    /// <param name="x">[B, S, H]</param>
    /// <param name="cosine">Broadcastable to [B, heads, S, D/2].</param>
    /// <param name="sine">Likewise.</param>
    /// <param name="attention">What the positions see.</param>
    /// <returns>[B, S, H]</returns>
    internal Tensor Forward(Tensor x, Tensor cosine, Tensor sine, IAttention attention)
    {
        var (batch, length) = (x.shape[0], x.shape[1]);
        var normed = RmsNorm(x, InputNorm);
        var query = Heads(Query.Apply(normed), Config.Heads, QueryNorm); // [B, H, S, D]
        var key = Heads(Key.Apply(normed), Config.KeyValueHeads, KeyNorm); // [B, KV, S, D]
        var value = Heads(Value.Apply(normed), Config.KeyValueHeads, norm: null);
        var mixed = attention.Attend(Index, Rotate(query, cosine, sine), Rotate(key, cosine, sine), value);
        x = x.Plus(Output.Apply(mixed.transpose(1, 2).reshape(batch, length, Config.Heads * Config.HeadDim)));

        normed = RmsNorm(x, PostAttentionNorm);
        return x.Plus(Down.Apply(nn.functional.silu(Gate.Apply(normed)) * Up.Apply(normed)));
    }

    /// <summary>x / √(mean(x²) + ε) · w over the last dimension, computed in single precision.</summary>
    internal static Tensor RmsNorm(Tensor x, Tensor weight, double epsilon)
    {
        var wide = Projection.As(x, ScalarType.Float32);
        var normed = wide * rsqrt((wide * wide).mean([-1], keepdim: true).Plus(epsilon));
        return Projection.As(normed, x.dtype) * Projection.As(weight, x.dtype);
    }

    private Tensor RmsNorm(Tensor x, Tensor weight) => RmsNorm(x, weight, Config.RmsNormEpsilon);

    /// <summary>[B, S, heads·D] → [B, heads, S, D]</summary>
    private Tensor Heads(Tensor x, int heads, Tensor? norm)
    {
        var split = x.view(x.shape[0], x.shape[1], heads, Config.HeadDim);
        return (norm is null ? split : RmsNorm(split, norm)).transpose(1, 2);
    }

    /// <summary>Rotates the pairs (x_i, x_{i+D/2}): the order of Hugging Face checkpoints.</summary>
    private static Tensor Rotate(Tensor x, Tensor cosine, Tensor sine)
    {
        var halves = x.chunk(2, -1);
        return cat([(halves[0] * cosine) - (halves[1] * sine), (halves[1] * cosine).Plus(halves[0] * sine)], -1);
    }
}
