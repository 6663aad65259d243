using static TorchSharp.torch;

namespace Guide.PolicyModel.Transformer;

/// <summary>Every position sees itself and those before it. Rows padded on the right need no mask: no real position sees the padding.</summary>
internal sealed class CausalAttention : IAttention
{
    internal static readonly CausalAttention Instance = new();

    public Tensor Attend(int layer, Tensor query, Tensor key, Tensor value)
    {
        if (SmallAttention.Suits(query))
        {
            return SmallAttention.Attend(query, key, value);
        }

        var groups = query.shape[1] / key.shape[1];
        return nn.functional.scaled_dot_product_attention(query, Repeat(key, groups), Repeat(value, groups), is_casual: true);
    }

    /// <summary>[B, KV, S, D] → [B, KV·groups, S, D]: query head h uses key/value head h / groups.</summary>
    private static Tensor Repeat(Tensor x, long groups)
    {
        if (groups == 1)
        {
            return x;
        }

        var (b, kv, s, d) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        return x.unsqueeze(2).expand(b, kv, groups, s, d).reshape(b, kv * groups, s, d);
    }
}
