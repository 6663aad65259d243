using Guide.Recipes;

namespace Guide.PolicyModel.Transformer;

/// <summary>
/// The shape of a decoder-only transformer, as config.json describes it: the families of <see cref="Checkpoints.FamilyTraits"/>.
/// Read and written by <see cref="Checkpoints.PolicyConfigJson"/>.
/// </summary>
public sealed record PolicyConfig
{
    /// <summary>As config.json names it, for example LlamaForCausalLM.</summary>
    public string Architecture { get; init; } = "LlamaForCausalLM";

    /// <summary>Tokens the embedding has rows for.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width inside the SwiGLU block.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Transformer blocks.</summary>
    public required int Layers { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key/value heads; divides <see cref="Heads"/>.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Width of one head, even.</summary>
    public required int HeadDim { get; init; }

    /// <summary>Longest sequence in tokens.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>ε inside RMSNorm.</summary>
    public double RmsNormEpsilon { get; init; } = 1e-5;

    /// <summary>Base of the rotary frequencies.</summary>
    public double RopeTheta { get; init; } = 10_000;

    /// <summary>Rotary scaling.</summary>
    public RopeScaling RopeScaling { get; init; } = RopeScaling.None;

    /// <summary>Whether q, k and v projections have biases.</summary>
    public bool QkvBias { get; init; }

    /// <summary>Whether the attention's output projection has a bias.</summary>
    public bool OutputBias { get; init; }

    /// <summary>Whether the SwiGLU projections have biases.</summary>
    public bool MlpBias { get; init; }

    /// <summary>Whether queries and keys go through an RMSNorm of their own per head.</summary>
    public bool QkNorm { get; init; }

    /// <summary>Whether those norms span all heads at once (OLMo 2).</summary>
    public bool QkNormIsWhole { get; init; }

    /// <summary>Where blocks normalise.</summary>
    public NormPlacement Norms { get; init; }

    /// <summary>Whether a norm's weight is what is added to 1 (Gemma).</summary>
    public bool NormsAreOffsets { get; init; }

    /// <summary>Whether the MLP's gate is a GELU (by tanh) instead of a SiLU (Gemma).</summary>
    public bool GateIsGelu { get; init; }

    /// <summary>Whether embeddings are multiplied by √<see cref="HiddenSize"/> (Gemma).</summary>
    public bool ScalesEmbedding { get; init; }

    /// <summary>Attention scores are divided by its root; null = <see cref="HeadDim"/>.</summary>
    public double? QueryScalar { get; init; }

    /// <summary>c of c · tanh(score / c) in attention; null = none.</summary>
    public double? AttentionSoftCap { get; init; }

    /// <summary>The same for the output layer.</summary>
    public double? FinalSoftCap { get; init; }

    /// <summary>Positions that a windowed layer sees, itself counted; null = no layer is windowed.</summary>
    public int? SlidingWindow { get; init; }

    /// <summary>Layers that see the window only.</summary>
    public IReadOnlyList<int> WindowedLayers { get; init; } = [];

    /// <summary>Layers without rotary embeddings (SmolLM3).</summary>
    public IReadOnlyList<int> UnrotatedLayers { get; init; } = [];

    /// <summary>Base of the rotary frequencies of windowed layers, which are not scaled; null = as the others (Gemma 3).</summary>
    public double? LocalRopeTheta { get; init; }

    /// <summary>Whether the output layer is the embedding.</summary>
    public bool TieEmbeddings { get; init; }

    /// <summary>Begin-of-sequence id; null = none.</summary>
    public int? BosId { get; init; }

    /// <summary>Ids that end a sequence.</summary>
    public IReadOnlyList<int> EosIds { get; init; } = [];

    /// <summary>A Llama-shaped configuration for random weights.</summary>
    /// <param name="recipe">The shape.</param>
    /// <param name="vocabularySize">Tokens.</param>
    /// <param name="maxPositions">Longest sequence in tokens.</param>
    /// <param name="bosId">Begin-of-sequence id, or null.</param>
    /// <param name="eosIds">Ids that end a sequence.</param>
    public static PolicyConfig FromRecipe(PolicyRecipe recipe, int vocabularySize, int maxPositions, int? bosId, IReadOnlyList<int> eosIds) => new()
    {
        VocabularySize = vocabularySize,
        HiddenSize = recipe.HiddenSize,
        IntermediateSize = recipe.IntermediateSize,
        Layers = recipe.Layers,
        Heads = recipe.Heads,
        KeyValueHeads = recipe.KeyValueHeads,
        HeadDim = recipe.HiddenSize / recipe.Heads,
        MaxPositions = maxPositions,
        BosId = bosId,
        EosIds = eosIds,
    };

    /// <summary>Whether it is of Llama's kind in every layer: what computations for small models cover.</summary>
    internal bool IsPlain =>
        Norms == NormPlacement.Before && !NormsAreOffsets && !GateIsGelu && !ScalesEmbedding && !QkNormIsWhole && QueryScalar is null && AttentionSoftCap is null
        && FinalSoftCap is null && UnrotatedLayers.Count == 0 && (WindowedLayers.Count == 0 || SlidingWindow >= MaxPositions);

    /// <summary>How a layer attends.</summary>
    internal AttentionShape AttentionOf(int layer) =>
        new(layer, 1 / Math.Sqrt(QueryScalar ?? HeadDim), WindowedLayers.Contains(layer) ? SlidingWindow : null, AttentionSoftCap);

    /// <summary>What makes the configuration unusable, as one line; null when it is sound.</summary>
    public string? Problem() => this switch
    {
        { VocabularySize: < 1 } => $"vocab_size {VocabularySize} is not positive",
        { HiddenSize: < 1 } or { IntermediateSize: < 1 } or { Layers: < 1 } or { Heads: < 1 } or { KeyValueHeads: < 1 } or { MaxPositions: < 1 }
            => "a size in the configuration is not positive",
        { EosIds: var ids, VocabularySize: var v } when ids.Any(id => id < 0 || id >= v) => $"eos_token_id {ids.First(id => id < 0 || id >= v)} is outside the vocabulary of {v}",
        { SlidingWindow: < 1 } => "sliding_window is not positive",
        { WindowedLayers.Count: > 0, SlidingWindow: null } => "a layer has a window, but there is no sliding_window",
        { AttentionSoftCap: <= 0 } or { FinalSoftCap: <= 0 } or { QueryScalar: <= 0 } => "a soft cap or query_pre_attn_scalar is not positive",
        { LocalRopeTheta: <= 1 } => "rope_local_base_freq is not above 1",
        { HeadDim: var d } when d < 2 || d % 2 != 0 => $"head_dim {d} is not even and positive",
        { Heads: var h, KeyValueHeads: var k } when h % k != 0 => $"{h} attention heads cannot share {k} key/value heads",
        { RmsNormEpsilon: var e } when !(e >= 0 && e < 1) => $"rms_norm_eps {e} is not in [0, 1)",
        { RopeTheta: var t } when !(t > 1 && double.IsFinite(t)) => $"rope_theta {t} is not above 1",
        { RopeScaling.Factor: var f } when !(f > 0 && double.IsFinite(f)) => $"the rope scaling factor {f} is not positive",
        { RopeScaling: { Kind: RopeKind.Llama3, LowFrequencyFactor: var l, HighFrequencyFactor: var h } } when !(l > 0 && h > l)
            => $"llama3 rope scaling needs 0 < low_freq_factor < high_freq_factor, not {l} and {h}",
        _ => null,
    };
}
