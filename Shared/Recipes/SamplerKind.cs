namespace Guide.Recipes;

/// <summary>What samples the groups of a run.</summary>
public enum SamplerKind
{
    /// <summary>The policy in the RolloutConsumer's own memory.</summary>
    Local,

    /// <summary>Inference servers: vLLM, SGLang or llama-server; their kind and addresses are options of the process.</summary>
    [FormerWord("openai")]
    InferenceServer,
}
