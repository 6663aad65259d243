using static TorchSharp.torch;

namespace Guide.PolicyModel.Transformer;

/// <summary>What attends to what: the whole sequence in training, the cache in sampling.</summary>
internal interface IAttention
{
    /// <param name="layer">Block index.</param>
    /// <param name="query">[B, H, S, D], rotated.</param>
    /// <param name="key">[B, KV, S, D], rotated.</param>
    /// <param name="value">[B, KV, S, D]</param>
    /// <returns>[B, H, S, D]</returns>
    Tensor Attend(int layer, Tensor query, Tensor key, Tensor value);
}
