using Guide.HintConsumer.Making;
using Guide.Storage.Entities;

namespace Guide.HintConsumer;

/// <summary>What becomes of a verified group.</summary>
/// <param name="Decision">The decision and its reason in one word.</param>
/// <param name="Hint">The hint of the guided child; null unless the decision is Guided.</param>
/// <param name="Wanted">The hint that the group waits for: nothing is decided yet; null = nothing to wait for.</param>
internal sealed record Route(RoutingDecision Decision, HintRow? Hint, WantedHint? Wanted = null)
{
    /// <summary>The group completes as it is.</summary>
    public static Route Complete(RoutingDecision why) => new(why, null);
}
