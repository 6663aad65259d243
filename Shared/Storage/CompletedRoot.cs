namespace Guide.Storage;

/// <summary>A root that waits for the Learner.</summary>
/// <param name="GroupId">The root.</param>
/// <param name="Ordinal">Its draw ordinal.</param>
public sealed record CompletedRoot(Guid GroupId, long Ordinal);
