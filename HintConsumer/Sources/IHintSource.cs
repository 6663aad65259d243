using Guide.Contracts.Judging;
using Guide.Recipes;

namespace Guide.HintConsumer.Sources;

/// <summary>One way to come by hints. Stateless: what was made is in the database.</summary>
internal interface IHintSource
{
    /// <summary>Which.</summary>
    HintSource Kind { get; }

    /// <summary>The hints that it has for a prompt, or would make.</summary>
    /// <param name="prompt">The task.</param>
    /// <param name="own">The data set's hint; null = none.</param>
    /// <param name="solution">A worked solution; null = none.</param>
    /// <param name="guidance">Levels and candidates.</param>
    IEnumerable<HintSlot> Slots(IVerifiablePrompt prompt, string? own, string? solution, GuidanceRecipe guidance);

    /// <summary>The words of a hint that needs nobody else; null: it has to be asked for, and comes from the shelf.</summary>
    string? Words(HintSlot slot, IVerifiablePrompt prompt, string? own, string? solution);
}
