using Guide.Storage.Batches;
using Guide.Storage.Entities;

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
        _prompts = new(PromptsAsync);
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

    private async Task<IReadOnlyList<PromptRow>> PromptsAsync(IReadOnlyList<(string RunId, string PromptId)> keys, CancellationToken cancellationToken)
    {
        var prompts = (await OfRunsAsync(keys, _database.PromptsAsync, cancellationToken)).ToDictionary(prompt => (prompt.RunId, prompt.PromptId));
        return [.. keys.Select(key => prompts.GetValueOrDefault(key) ?? throw new InvalidOperationException($"The run '{key.RunId}' has no prompt '{key.PromptId}'."))];
    }

    private async Task<IReadOnlyList<IReadOnlyList<RolloutRow>>> RolloutsAsync(IReadOnlyList<(string RunId, Guid GroupId)> keys, CancellationToken cancellationToken)
    {
        // A group's id is made of its run's, too.
        var rollouts = (await OfRunsAsync(keys, _database.RolloutsAsync, cancellationToken)).OrderBy(row => row.Slot).ToLookup(row => row.GroupId);
        return [.. keys.Select(key => (IReadOnlyList<RolloutRow>)[.. rollouts[key.GroupId]])];
    }

    private async Task<IReadOnlyList<GroupRow?>> GroupsAsync(IReadOnlyList<(string RunId, Guid GroupId)> keys, CancellationToken cancellationToken)
    {
        var groups = (await OfRunsAsync(keys, _database.GroupsAsync, cancellationToken)).ToDictionary(group => group.GroupId);
        return [.. keys.Select(key => groups.GetValueOrDefault(key.GroupId))];
    }

    /// <summary>Rows of several runs, a read for each run.</summary>
    internal static async Task<List<T>> OfRunsAsync<TKey, T>(
        IReadOnlyList<(string RunId, TKey Key)> keys, Func<string, IReadOnlyCollection<TKey>, CancellationToken, Task<IReadOnlyList<T>>> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        foreach (var run in keys.GroupBy(key => key.RunId, key => key.Key))
        {
            rows.AddRange(await read(run.Key, [.. run.Distinct()], cancellationToken));
        }

        return rows;
    }
}
