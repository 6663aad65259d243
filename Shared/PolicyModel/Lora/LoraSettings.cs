using System.ComponentModel.DataAnnotations;
using Guide.PolicyModel.Checkpoints;
using Guide.Recipes;

namespace Guide.PolicyModel.Lora;

/// <summary>Low-rank adaptation (arXiv 2106.09685): W + (alpha / rank) · B A, dropout 0.</summary>
public sealed record LoraSettings
{
    /// <summary>The projections that can be adapted.</summary>
    public static readonly IReadOnlyList<string> AllModules = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"];

    /// <summary>A recipe's settings.</summary>
    /// <param name="recipe">Its rank is above 0.</param>
    /// <param name="storedType">The type the base's weights are stored in: a server holds an adapter's factors in it, whatever they are sent as.</param>
    public static LoraSettings From(LoraRecipe recipe, WeightType storedType) => new()
    {
        Rank = recipe.Rank,
        Alpha = recipe.Alpha,
        TargetModules = Modules(recipe),
        StoredType = storedType,
    };

    /// <summary>The projections a recipe names; not all of them need exist.</summary>
    public static IReadOnlyList<string> Modules(LoraRecipe recipe) =>
        recipe.TargetModules == "all" ? AllModules : recipe.TargetModules.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Rank of the update.</summary>
    [Range(1, 4096)]
    public int Rank { get; init; } = 8;

    /// <summary>Scale times rank.</summary>
    [Range(0.0, 65536.0)]
    public double Alpha { get; init; } = 16;

    /// <summary>Which projections of every block, by PEFT's names.</summary>
    public IReadOnlyList<string> TargetModules { get; init; } = AllModules;

    /// <summary>
    /// The type the factors are published in. Forward passes, training's too, round the float32 masters to it: sampler and trainer agree.
    /// </summary>
    public WeightType StoredType { get; init; } = WeightType.Float32;
}
