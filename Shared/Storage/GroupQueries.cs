using Guide.Contracts;
using Guide.Storage.Entities;

namespace Guide.Storage;

/// <summary>Conditions that several verbs share, so that they mean the same everywhere.</summary>
internal static class GroupQueries
{
    /// <summary>Train roots that are admitted and neither consumed nor discarded.</summary>
    public static IQueryable<GroupRow> OpenRoots(this IQueryable<GroupRow> groups, string runId) =>
        groups.Where(group => group.RunId == runId && group.Purpose == Purpose.Train && group.ParentId == null
            && group.State != GroupState.Consumed && group.State != GroupState.Discarded);

    /// <summary>Groups of a run that nobody trains on: evaluations and replays.</summary>
    public static IQueryable<GroupRow> Background(this IQueryable<GroupRow> groups, string runId) =>
        groups.Where(group => group.RunId == runId && group.Purpose != Purpose.Train);

    /// <summary>Those that a worker stage still has to do with.</summary>
    public static IQueryable<GroupRow> Open(this IQueryable<GroupRow> groups) =>
        groups.Where(group => group.State == GroupState.Admitted || group.State == GroupState.Sampled || group.State == GroupState.Verified);

    /// <summary>One group.</summary>
    public static IQueryable<GroupRow> Of(this IQueryable<GroupRow> groups, string runId, Guid groupId) =>
        groups.Where(group => group.RunId == runId && group.GroupId == groupId);
}
