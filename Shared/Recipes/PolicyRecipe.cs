using System.ComponentModel.DataAnnotations;

namespace Guide.Recipes;

/// <summary>The initial policy: a checkpoint folder, or an architecture with random weights and a supervised warm start.</summary>
public sealed record PolicyRecipe
{
    /// <summary>A Hugging Face folder, relative to the recipe; null = random weights of the shape below.</summary>
    [RecipePath]
    public string? Checkpoint { get; init; }

    /// <summary>Width of the residual stream.</summary>
    [Range(8, 65536)]
    public int HiddenSize { get; init; } = 64;

    /// <summary>Width inside the SwiGLU block.</summary>
    [Range(8, 262144)]
    public int IntermediateSize { get; init; } = 176;

    /// <summary>Transformer blocks.</summary>
    [Range(1, 1024)]
    public int Layers { get; init; } = 2;

    /// <summary>Query heads.</summary>
    [Range(1, 1024)]
    public int Heads { get; init; } = 4;

    /// <summary>Key/value heads; divides Heads.</summary>
    [Range(1, 1024)]
    public int KeyValueHeads { get; init; } = 4;

    /// <summary>Supervised updates before reinforcement learning; 0 = none. Only for generated environments.</summary>
    [Range(0, 1_000_000)]
    public int WarmStartUpdates { get; init; }

    /// <summary>Sequences of one warm-start update.</summary>
    [Range(2, 65536)]
    public int WarmStartBatch { get; init; } = 128;

    /// <summary>Peak learning rate of the warm start (100 updates of warm-up, cosine to 5 %).</summary>
    [Range(0.0, 1.0)]
    public double WarmStartLearningRate { get; init; } = 3e-3;

    /// <summary>Low-rank adaptation instead of training every weight.</summary>
    public LoraRecipe Lora { get; init; } = new();

    /// <summary>"cpu" or "cuda".</summary>
    [RegularExpression("^(cpu|cuda(:[0-9]+)?)$")]
    public string Device { get; init; } = "cpu";
}
