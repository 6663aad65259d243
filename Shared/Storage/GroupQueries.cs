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

    /// <summary>One group.</summary>
    public static IQueryable<GroupRow> Of(this IQueryable<GroupRow> groups, string runId, Guid groupId) =>
        groups.Where(group => group.RunId == runId && group.GroupId == groupId);
}
