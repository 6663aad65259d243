using Guide.PolicyModel.Transformer;

namespace Guide.PolicyModel.Checkpoints;

/// <summary>What transformers' class of a model fixes, whatever its config.json says.</summary>
/// <param name="Architecture">As config.json's architectures names it.</param>
/// <param name="ModelType">Its model_type.</param>
internal sealed record FamilyTraits(string Architecture, string ModelType)
{
    /// <summary>Those that load.</summary>
    internal static readonly IReadOnlyList<FamilyTraits> All =
    [
        new("LlamaForCausalLM", "llama") { MlpMayHaveBias = true },
        new("MistralForCausalLM", "mistral") { Windows = WindowRule.All, AttentionMayHaveBias = false },
        new("Qwen2ForCausalLM", "qwen2") { Windows = WindowRule.Upper, AttentionMayHaveBias = false },
        new("Qwen3ForCausalLM", "qwen3") { Windows = WindowRule.Upper, QkNorm = true, DefaultHeadDim = 128 },
        new("SmolLM3ForCausalLM", "smollm3") { Windows = WindowRule.Upper, MlpMayHaveBias = true, DefaultRopeTheta = 2_000_000, MaySkipRotary = true, DefaultTie = true },
        new("Olmo2ForCausalLM", "olmo2") { Norms = NormPlacement.After, QkNorm = true, DefaultEpsilon = 1e-5 },
        new("Gemma2ForCausalLM", "gemma2") { Windows = WindowRule.Pattern, DefaultPattern = 2, IsGemma = true, DefaultHeadDim = 256, DefaultTie = true },
        new("Gemma3ForCausalLM", "gemma3_text") { Windows = WindowRule.Pattern, DefaultPattern = 6, IsGemma = true, QkNorm = true, DefaultHeadDim = 256, DefaultTie = true, DefaultRopeTheta = 1_000_000, LocalRopeTheta = 10_000 },
    ];

    /// <summary>Which layers see a window only.</summary>
    internal WindowRule Windows { get; init; }

    /// <summary>Every so many-th layer of <see cref="WindowRule.Pattern"/> sees everything.</summary>
    internal int DefaultPattern { get; init; }

    /// <summary>Whether attention_bias counts.</summary>
    internal bool AttentionMayHaveBias { get; init; } = true;

    /// <summary>Whether mlp_bias counts.</summary>
    internal bool MlpMayHaveBias { get; init; }

    /// <summary>Whether queries and keys are normalised.</summary>
    internal bool QkNorm { get; init; }

    /// <summary>Where blocks normalise.</summary>
    internal NormPlacement Norms { get; init; }

    /// <summary>Gemma's GELU, offset norms around, scaled embeddings, soft caps and query_pre_attn_scalar.</summary>
    internal bool IsGemma { get; init; }

    /// <summary>Whether no_rope_layers counts.</summary>
    internal bool MaySkipRotary { get; init; }

    /// <summary>Where config.json names none; null = hidden_size / heads.</summary>
    internal int? DefaultHeadDim { get; init; }

    /// <summary>Where config.json does not say.</summary>
    internal bool DefaultTie { get; init; }

    /// <summary>Where config.json names none.</summary>
    internal double DefaultEpsilon { get; init; } = 1e-6;

    /// <summary>Where config.json names none.</summary>
    internal double DefaultRopeTheta { get; init; } = 10_000;

    /// <summary>Of windowed layers, where config.json names none; null = as the others.</summary>
    internal double? LocalRopeTheta { get; init; }

    /// <summary>Which layers see a window only, unless layer_types says so.</summary>
    internal enum WindowRule
    {
        /// <summary>None has one.</summary>
        None = 0,

        /// <summary>All, where sliding_window is a number.</summary>
        All = 1,

        /// <summary>Those from max_window_layers on, where use_sliding_window is true.</summary>
        Upper = 2,

        /// <summary>All but every n-th.</summary>
        Pattern = 3,
    }
}
