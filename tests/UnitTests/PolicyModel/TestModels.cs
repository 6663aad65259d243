using Guide.PolicyModel.Numerics;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace Guide.UnitTests.PolicyModel;

internal static class TestModels
{
    internal static PolicyConfig Tiny(int vocabulary = 40) => new()
    {
        VocabularySize = vocabulary,
        HiddenSize = 32,
        IntermediateSize = 48,
        Layers = 2,
        Heads = 4,
        KeyValueHeads = 2,
        HeadDim = 8,
        MaxPositions = 96,
        EosIds = [1],
    };

    /// <summary>Random weights large enough that errors show: log-probs deviate by 1 and more.</summary>
    internal static CausalLm Loud(PolicyConfig config, int seed = 3)
    {
        var model = CausalLm.CreateRandom(config, seed);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (name, weight) in model.Weights)
        {
            if (name is "lm_head.weight" or "model.embed_tokens.weight")
            {
                weight.mul_(0.4 / weight.std().item<float>());
            }
        }

        return model;
    }

    /// <summary>Gives norms and biases values that are not 1 and 0.</summary>
    internal static void Shake(CausalLm model)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (index, (_, weight)) in model.Weights.Index().Where(w => w.Item.Value.dim() == 1))
        {
            var random = new CounterRandom(99, (ulong)index);
            weight.add_(tensor(Enumerable.Range(0, (int)weight.numel()).Select(i => (float)(0.3 * random.Normal((uint)i))).ToArray()));
        }
    }

    internal static GroupRequest Request(int[] context, int count = 4, int maxTokens = 24, double temperature = 1, int seed = 7, int group = 1) => new()
    {
        GroupId = new Guid(group, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
        DrawKey = new Guid(group, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
        Seed = seed,
        SamplingContext = context,
        Count = count,
        Settings = new SamplingSettings { MaxTokens = maxTokens, StopIds = [1], Temperature = temperature },
    };

    internal static float[] Values(Tensor tensor) => TensorMemory.ToFloats(tensor);
}
