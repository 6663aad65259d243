using static TorchSharp.torch;

namespace Guide.PolicyModel.Transformer;

/// <summary>Every position sees itself and those before it. Rows padded on the right need no mask: no real position sees the padding.</summary>
internal sealed class CausalAttention : IAttention
{
    internal static readonly CausalAttention Instance = new();

    public Tensor Attend(AttentionShape shape, Tensor query, Tensor key, Tensor value)
    {
        var (length, groups) = (query.shape[2], query.shape[1] / key.shape[1]);
        var usual = 1 / Math.Sqrt(query.shape[3]);
        if (shape.SoftCap is { } cap)
        {
            var scores = matmul(query, Repeat(key, groups).transpose(2, 3)).Times(shape.Scale);
            var bias = zeros([length, length], query.dtype, query.device).FillInPlace(Seen(length, shape.Window ?? length, query.device).logical_not(), double.NegativeInfinity);
            return matmul(nn.functional.softmax(SoftCap(scores, cap).Plus(bias), -1), Repeat(value, groups));
        }

        if (Math.Abs(shape.Scale - usual) > 1e-12)
        {
            query = query.Times(shape.Scale / usual); // The computations below divide by √D.
        }

        if (shape.Window < length)
        {
            return nn.functional.scaled_dot_product_attention(query, Repeat(key, groups), Repeat(value, groups), attn_mask: Seen(length, shape.Window.Value, query.device));
        }

        return SmallAttention.Suits(query)
            ? SmallAttention.Attend(query, key, value)
            : nn.functional.scaled_dot_product_attention(query, Repeat(key, groups), Repeat(value, groups), is_casual: true);
    }

    /// <summary>c · tanh(x / c)</summary>
    internal static Tensor SoftCap(Tensor x, double cap) => x.Over(cap).tanh().Times(cap);

    /// <summary>[S, S]: whether the position of the row sees that of the column.</summary>
    private static Tensor Seen(long length, long window, Device device)
    {
        var position = TensorNumbers.Range(length, device);
        var (row, column) = (position.unsqueeze(1), position.unsqueeze(0));
        return (column <= row) & (column > row.Plus(-window));
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
