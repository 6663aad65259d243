using System.ComponentModel.DataAnnotations;

namespace Guide.PolicyModel.Lora;

/// <summary>Low-rank adaptation (arXiv 2106.09685): W + (alpha / rank) · B A, dropout 0.</summary>
public sealed record LoraSettings
{
    /// <summary>The projections that can be adapted.</summary>
    public static readonly IReadOnlyList<string> AllModules = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"];

    /// <summary>Rank of the update.</summary>
    [Range(1, 4096)]
    public int Rank { get; init; } = 8;

    /// <summary>Scale times rank.</summary>
    [Range(0.0, 65536.0)]
    public double Alpha { get; init; } = 16;

    /// <summary>Which projections of every block, by PEFT's names.</summary>
    public IReadOnlyList<string> TargetModules { get; init; } = AllModules;
}
