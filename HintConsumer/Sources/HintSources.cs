using Guide.Contracts.Judging;
using Guide.Recipes;

namespace Guide.HintConsumer.Sources;

/// <summary>The sources of a recipe, in its order.</summary>
internal static class HintSources
{
    private static readonly Dictionary<HintSource, IHintSource> All =
        new IHintSource[] { new DataSource(), new SolutionSource(), new TeacherSource(), new SelfSource() }.ToDictionary(static source => source.Kind);

    /// <summary>The source of a kind.</summary>
    public static IHintSource Of(HintSource kind) => All[kind];

    /// <summary>Every hint that a prompt may have, in the order of the sources.</summary>
    public static IReadOnlyList<HintSlot> Slots(IVerifiablePrompt prompt, string? own, string? solution, GuidanceRecipe guidance) =>
        [.. GuidanceWords.Sources(guidance).SelectMany(kind => Of(kind).Slots(prompt, own, solution, guidance))];
}
