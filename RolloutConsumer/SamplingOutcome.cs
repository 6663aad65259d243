using Guide.Contracts;
using Guide.Storage.Entities;

namespace Guide.RolloutConsumer;

/// <summary>What sampling a group came to.</summary>
internal abstract record SamplingOutcome
{
    /// <summary>All slots are sampled.</summary>
    internal sealed record Sampled(int PolicyVersion, int[] SamplingContext, int[] TrainingContext, IReadOnlyList<RolloutRow> Rollouts) : SamplingOutcome;

    /// <summary>The group cannot be sampled, now or ever.</summary>
    internal sealed record Unusable(DiscardReason Reason, string Detail) : SamplingOutcome;
}
