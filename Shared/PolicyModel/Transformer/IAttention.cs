using static TorchSharp.torch;

namespace Guide.PolicyModel.Transformer;

/// <summary>What attends to what: the whole sequence in training, the cache in sampling.</summary>
internal interface IAttention
{
    /// <param name="shape">How the layer attends.</param>
    /// <param name="query">[B, H, S, D], rotated.</param>
    /// <param name="key">[B, KV, S, D], rotated.</param>
    /// <param name="value">[B, KV, S, D]</param>
    /// <returns>[B, H, S, D]</returns>
    Tensor Attend(AttentionShape shape, Tensor query, Tensor key, Tensor value);
}
