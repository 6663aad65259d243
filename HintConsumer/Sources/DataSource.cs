using Guide.Contracts.Judging;
using Guide.Recipes;

namespace Guide.HintConsumer.Sources;

/// <summary>The data set's own hint.</summary>
internal sealed class DataSource : IHintSource
{
    public HintSource Kind => HintSource.Data;

    public IEnumerable<HintSlot> Slots(IVerifiablePrompt prompt, string? own, string? solution, GuidanceRecipe guidance) =>
        string.IsNullOrWhiteSpace(own) ? [] : [new HintSlot(Kind, null, 0)];

    public string? Words(HintSlot slot, IVerifiablePrompt prompt, string? own, string? solution) => own;
}
