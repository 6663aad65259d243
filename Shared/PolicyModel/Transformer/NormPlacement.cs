namespace Guide.PolicyModel.Transformer;

/// <summary>Where a block normalises.</summary>
public enum NormPlacement
{
    /// <summary>What attention and MLP are given (Llama, Qwen, Mistral, SmolLM3).</summary>
    Before = 0,

    /// <summary>What attention and MLP give (OLMo 2).</summary>
    After = 1,

    /// <summary>Both (Gemma 2 and 3).</summary>
    Around = 2,
}
