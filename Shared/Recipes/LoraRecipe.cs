using System.ComponentModel.DataAnnotations;

namespace Guide.Recipes;

/// <summary>Low-rank adaptation (arXiv 2106.09685), dropout 0: versions after 0 are adapters in PEFT's format over version 0's weights.</summary>
public sealed record LoraRecipe
{
    /// <summary>Rank of the update; 0 = off, every weight is trained.</summary>
    [Range(0, 4096)]
    public int Rank { get; init; }

    /// <summary>Scale times rank.</summary>
    [Range(0.0, 65536.0)]
    public double Alpha { get; init; } = 16;

    /// <summary>Which projections of every block, by PEFT's names with commas between them; "all" = all seven.</summary>
    public string TargetModules { get; init; } = "all";
}
