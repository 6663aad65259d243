using Guide.Storage.Entities;

namespace Guide.Storage;

/// <summary>What routing did.</summary>
/// <param name="Committed">False: the group was not in the state expected any more, nothing was written.</param>
/// <param name="CompletedRoot">The lineage that became final: send GroupCompleted; null when a child is under way or nothing happened.</param>
/// <param name="Child">The guided child that was made: send SampleGroup; null otherwise.</param>
public sealed record RouteResult(bool Committed, Guid? CompletedRoot, GroupRow? Child);
