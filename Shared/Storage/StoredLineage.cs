using Guide.Storage.Entities;

namespace Guide.Storage;

/// <summary>A lineage with everything a step reads.</summary>
public sealed record StoredLineage
{
    /// <summary>The root.</summary>
    public required GroupRow Root { get; init; }

    /// <summary>The root's rollouts by slot.</summary>
    public required IReadOnlyList<RolloutRow> Unguided { get; init; }

    /// <summary>The guided child that was completed with it; null without one, or when it was discarded.</summary>
    public GroupRow? Child { get; init; }

    /// <summary>The child's rollouts by slot; empty without a child.</summary>
    public IReadOnlyList<RolloutRow> Guided { get; init; } = [];

    /// <summary>The effective verdict of each judged rollout.</summary>
    public required IReadOnlyDictionary<(Guid GroupId, int Slot), VerdictRow> Verdicts { get; init; }
}
