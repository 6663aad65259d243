using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.Recipes;

namespace Guide.HintConsumer.Sources;

/// <summary>The first steps of a worked solution. Programs have no steps that are prose, so code has none.</summary>
internal sealed class SolutionSource : IHintSource
{
    public HintSource Kind => HintSource.Solution;

    public IEnumerable<HintSlot> Slots(IVerifiablePrompt prompt, string? own, string? solution, GuidanceRecipe guidance)
    {
        if (string.IsNullOrWhiteSpace(solution) || prompt.Domain == Domain.Code)
        {
            yield break;
        }

        foreach (var level in GuidanceWords.Levels(guidance).Where(static level => level >= HintLevel.FirstStep))
        {
            if (WorkedSolution.Cut(solution, CutOf(level)) is not null)
            {
                yield return new HintSlot(Kind, level, 0);
            }
        }
    }

    public string? Words(HintSlot slot, IVerifiablePrompt prompt, string? own, string? solution) => WorkedSolution.Cut(solution!, CutOf(slot.Level!.Value));

    private static SolutionCut CutOf(HintLevel level) => level == HintLevel.FirstStep ? SolutionCut.FirstStep : SolutionCut.Half;
}
