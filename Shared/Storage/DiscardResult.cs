namespace Guide.Storage;

/// <summary>What a discard did to the lineage.</summary>
/// <param name="DiscardedRoot">The root whose lineage ended: send GroupDiscarded; null when none did.</param>
/// <param name="CompletedRoot">The root that goes on without its discarded child: send GroupCompleted; null when none does.</param>
public sealed record DiscardResult(Guid? DiscardedRoot, Guid? CompletedRoot)
{
    /// <summary>The group had already ended, was unknown, or had moved on.</summary>
    public static DiscardResult Nothing { get; } = new(null, null);

    /// <summary>True: something changed.</summary>
    public bool Changed => DiscardedRoot is not null || CompletedRoot is not null;
}
