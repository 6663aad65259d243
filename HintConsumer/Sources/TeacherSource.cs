using Guide.Contracts.Judging;
using Guide.Recipes;

namespace Guide.HintConsumer.Sources;

/// <summary>A model that is asked: several candidates of every level.</summary>
internal sealed class TeacherSource : IHintSource
{
    public HintSource Kind => HintSource.Teacher;

    public IEnumerable<HintSlot> Slots(IVerifiablePrompt prompt, string? own, string? solution, GuidanceRecipe guidance) =>
        from level in GuidanceWords.Levels(guidance)
        from candidate in Enumerable.Range(0, guidance.Teacher.Candidates)
        select new HintSlot(Kind, level, candidate);

    public string? Words(HintSlot slot, IVerifiablePrompt prompt, string? own, string? solution) => null;
}
