using Guide.Storage.Batches;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Storage;

/// <summary>What a group's work begins with. Reads that come together are one query. Thread-safe; one per process.</summary>
public sealed class GroupReads
{
    private readonly GuideDatabase _database;
    private readonly Batcher<(string RunId, string PromptId), PromptRow> _prompts;
    private readonly Batcher<(string RunId, Guid GroupId), IReadOnlyList<RolloutRow>> _rollouts;
    private readonly Batcher<(string RunId, Guid GroupId), GroupRow?> _groups;

    /// <summary>Reads of a database.</summary>
    public GroupReads(GuideDatabase database)
    {
        _database = database;
        _prompts = new((keys, token) => database.ReadAsync((db, inner) => PromptsAsync(db, keys, inner), token));
        _rollouts = new(RolloutsAsync);
        _groups = new(GroupsAsync);
    }

    /// <summary>A prompt of a run.</summary>
    /// <exception cref="InvalidOperationException">There is none of that name.</exception>
    public Task<PromptRow> PromptAsync(string runId, string promptId, CancellationToken cancellationToken) => _prompts.RunAsync((runId, promptId), cancellationToken);

    /// <summary>A group as stored; null when unknown.</summary>
    public Task<GroupRow?> GroupAsync(string runId, Guid groupId, CancellationToken cancellationToken) => _groups.RunAsync((runId, groupId), cancellationToken);

    /// <summary>The rollouts of a group by slot; empty before it is sampled.</summary>
    public Task<IReadOnlyList<RolloutRow>> RolloutsAsync(string runId, Guid groupId, CancellationToken cancellationToken) => _rollouts.RunAsync((runId, groupId), cancellationToken);

    private static async Task<IReadOnlyList<PromptRow>> PromptsAsync(GuideDbContext db, IReadOnlyList<(string RunId, string PromptId)> keys, CancellationToken cancellationToken)
    {
        var (runIds, ids) = (keys.Select(key => key.RunId).Distinct().ToArray(), keys.Select(key => key.PromptId).Distinct().ToArray());
        var prompts = await db.Prompts.Where(prompt => runIds.Contains(prompt.RunId) && ids.Contains(prompt.PromptId))
            .ToDictionaryAsync(prompt => (prompt.RunId, prompt.PromptId), cancellationToken);
        return [.. keys.Select(key => prompts.GetValueOrDefault(key) ?? throw new InvalidOperationException($"The run '{key.RunId}' has no prompt '{key.PromptId}'."))];
    }

    private async Task<IReadOnlyList<IReadOnlyList<RolloutRow>>> RolloutsAsync(IReadOnlyList<(string RunId, Guid GroupId)> keys, CancellationToken cancellationToken)
    {
        var read = new List<RolloutRow>();
        foreach (var run in keys.GroupBy(key => key.RunId, key => key.GroupId))
        {
            read.AddRange(await _database.RolloutsAsync(run.Key, [.. run.Distinct()], cancellationToken));
        }

        // A group's id is made of its run's, too.
        var rollouts = read.OrderBy(row => row.Slot).ToLookup(row => row.GroupId);
        return [.. keys.Select(key => (IReadOnlyList<RolloutRow>)[.. rollouts[key.GroupId]])];
    }

    private async Task<IReadOnlyList<GroupRow?>> GroupsAsync(IReadOnlyList<(string RunId, Guid GroupId)> keys, CancellationToken cancellationToken)
    {
        var read = new Dictionary<Guid, GroupRow>();
        foreach (var run in keys.GroupBy(key => key.RunId, key => key.GroupId))
        {
            foreach (var group in await _database.GroupsAsync(run.Key, [.. run.Distinct()], cancellationToken))
            {
                read[group.GroupId] = group;
            }
        }

        return [.. keys.Select(key => read.GetValueOrDefault(key.GroupId))];
    }
}
