using Guide.Contracts.Judging;
using Guide.Recipes;

namespace Guide.HintConsumer.Sources;

/// <summary>The policy says the reference solution in its own words: several candidates of every level, sampled by a RolloutConsumer.</summary>
internal sealed class SelfSource : IHintSource
{
    public HintSource Kind => HintSource.Self;

    public IEnumerable<HintSlot> Slots(IVerifiablePrompt prompt, string? own, string? solution, GuidanceRecipe guidance) =>
        string.IsNullOrWhiteSpace(solution)
            ? []
            : from level in HintRequest.SelfLevels(guidance)
              from candidate in Enumerable.Range(0, guidance.Self.Candidates)
              select new HintSlot(Kind, level, candidate);

    public string? Words(HintSlot slot, IVerifiablePrompt prompt, string? own, string? solution) => null;
}
