using System.ComponentModel.DataAnnotations;

namespace Guide.Recipes;

/// <summary>Advantages and the loss of unguided rows (docs/algorithm.md).</summary>
public sealed record ObjectiveRecipe
{
    /// <summary>The estimator.</summary>
    public AdvantageKind Advantage { get; init; } = AdvantageKind.Grpo;

    /// <summary>The objective of unguided rows.</summary>
    public LossKind Loss { get; init; } = LossKind.PpoClip;

    /// <summary>ε_low.</summary>
    [Range(0.0, 1.0)]
    public double ClipLow { get; init; } = 0.2;

    /// <summary>ε_high.</summary>
    [Range(0.0, 10.0)]
    public double ClipHigh { get; init; } = 0.2;

    /// <summary>c of the dual clip.</summary>
    [Range(1.0, 1e6)]
    public double DualClip { get; init; } = 3;

    /// <summary>The denominator.</summary>
    public Aggregation Aggregation { get; init; } = Aggregation.SequenceMean;

    /// <summary>What truncated rollouts are worth.</summary>
    public TruncatedRollouts Truncated { get; init; } = TruncatedRollouts.Zero;

    /// <summary>L_cache of DAPO's overlong shaping: the last tokens of the budget over which the reward falls by 1; 0 = off.</summary>
    [Range(0, 1_000_000)]
    public int OverlongTokens { get; init; }

    /// <summary>Weight of the mean entropy of unguided tokens in the objective; 0 = off.</summary>
    [Range(0.0, 100.0)]
    public double EntropyBonus { get; init; }

    /// <summary>Distance to a reference policy.</summary>
    public KlRecipe Kl { get; init; } = new();

    /// <summary>Corrections of rows that another policy sampled.</summary>
    public OffPolicyRecipe OffPolicy { get; init; } = new();

    /// <summary>The critic.</summary>
    public ValueRecipe Value { get; init; } = new();

    /// <summary>Tokens (padding included) of one micro-batch; bounds memory, changes nothing else.</summary>
    [Range(1, 100_000_000)]
    public int TokensPerMicrobatch { get; init; } = 16384;

    /// <summary>
    /// Whether the backward pass computes each block again instead of keeping its activations, and logits in chunks: less memory, a third more
    /// time, the same gradients.
    /// </summary>
    public bool GradientCheckpointing { get; init; }
}
