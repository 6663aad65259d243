using Guide.PolicyModel.Transformer;

using static TorchSharp.torch;

namespace Guide.Benchmarks.PolicyModel;

/// <summary>Qwen2.5-0.5B's shape with random weights.</summary>
internal static class HalfBillion
{
    internal static readonly PolicyConfig Shape = new()
    {
        Architecture = "Qwen2ForCausalLM", VocabularySize = 151_936, HiddenSize = 896, IntermediateSize = 4864, Layers = 24, Heads = 14,
        KeyValueHeads = 2, HeadDim = 64, MaxPositions = 4096, RopeTheta = 1e6, RmsNormEpsilon = 1e-6, QkvBias = true, TieEmbeddings = true,
    };

    internal static CausalLm Create()
    {
        random.manual_seed(1);
        var model = CausalLm.Allocate(Shape);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (name, weight) in model.Weights)
        {
            if (weight.dim() == 1)
            {
                weight.fill_(name.EndsWith("bias", StringComparison.Ordinal) ? 0.1 : 1);
            }
            else
            {
                weight.normal_(0, 1 / Math.Sqrt(weight.shape[1]));
            }
        }

        return model;
    }
}
