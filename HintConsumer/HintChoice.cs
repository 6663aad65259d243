using Guide.HintConsumer.Making;
using Guide.Storage.Entities;

namespace Guide.HintConsumer;

/// <summary>What there is for a prompt that is to be hinted.</summary>
/// <param name="Hint">The hint to use; null = none.</param>
/// <param name="Why">Without a hint: the reason.</param>
/// <param name="Wanted">A hint that has to be made first, for which the group waits; null = nothing to wait for.</param>
internal sealed record HintChoice(HintRow? Hint, RoutingDecision Why, WantedHint? Wanted)
{
    /// <summary>A usable hint.</summary>
    public static HintChoice Of(HintRow hint) => new(hint, RoutingDecision.Guided, null);

    /// <summary>No hint.</summary>
    public static HintChoice Without(RoutingDecision why) => new(null, why, null);

    /// <summary>Not yet.</summary>
    public static HintChoice Wait(WantedHint wanted) => new(null, RoutingDecision.NoTeacher, wanted);
}
