using static TorchSharp.torch;

namespace Guide.PolicyModel.Transformer;

/// <summary>
/// Per-token quantities of a batch of completions, flat: N = Σ T_i, row after row in the order given, no padding. In the caller's dispose
/// scope, and disposable by hand.
/// </summary>
/// <param name="LogProbs">[N] float32, differentiable: log π_θ(o_t | training context, o_&lt;t) at the temperature given.</param>
/// <param name="Entropies">[N] float32, without gradient: entropy in nats of the distribution each token came from.</param>
/// <param name="States">[N, H], differentiable: the final hidden state each token was predicted from (for a value head).</param>
/// <param name="Lengths">[rows] T_i.</param>
public sealed record TokenLogProbs(Tensor LogProbs, Tensor Entropies, Tensor States, int[] Lengths) : IDisposable
{
    /// <inheritdoc />
    public void Dispose()
    {
        LogProbs.Dispose();
        Entropies.Dispose();
        States.Dispose();
    }
}
