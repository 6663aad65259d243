using Guide.PolicyModel.Lora;
using Guide.PolicyModel.Transformer;
using Guide.Recipes;

namespace Guide.Cli.Running;

/// <summary>How many numbers a model has.</summary>
internal static class ModelSize
{
    /// <summary>All weights: embedding, blocks, last norm, output layer unless it is the embedding.</summary>
    public static long Weights(PolicyConfig c)
    {
        var (query, value) = ((long)c.Heads * c.HeadDim, (long)c.KeyValueHeads * c.HeadDim);
        var attention = (2 * query * c.HiddenSize) + (2 * value * c.HiddenSize)
            + (c.QkvBias ? query + (2 * value) : 0) + (c.OutputBias ? c.HiddenSize : 0) + (c.QkNorm ? 2L * c.HeadDim : 0);
        var inner = (3L * c.HiddenSize * c.IntermediateSize) + (c.MlpBias ? (2L * c.IntermediateSize) + c.HiddenSize : 0);
        var embedding = (long)c.VocabularySize * c.HiddenSize;
        return (c.Layers * (attention + inner + (2L * c.HiddenSize))) + c.HiddenSize + (embedding * (c.TieEmbeddings ? 1 : 2));
    }

    /// <summary>The weights of an adapter: two factors of its rank for each adapted matrix.</summary>
    public static long Adapter(PolicyConfig c, LoraRecipe lora)
    {
        var (query, value) = ((long)c.Heads * c.HeadDim, (long)c.KeyValueHeads * c.HeadDim);
        return c.Layers * LoraSettings.From(lora, default).TargetModules.Sum(module => lora.Rank * (module switch
        {
            "q_proj" or "o_proj" => c.HiddenSize + query,
            "k_proj" or "v_proj" => c.HiddenSize + value,
            _ => (long)c.HiddenSize + c.IntermediateSize,
        }));
    }
}
