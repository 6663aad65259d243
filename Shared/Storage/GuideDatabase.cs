using Guide.Storage.Batches;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

namespace Guide.Storage;

/// <summary>
/// One database of runs. The truth of the pipeline: everything a stage decides is one short transaction here, guarded by the state it
/// expects (docs/architecture.md). Thread-safe; contexts are handed to one piece of work at a time.
/// </summary>
public abstract class GuideDatabase : IAsyncDisposable
{
    /// <summary>Where the database is, for people; never with a password.</summary>
    public abstract string Description { get; }

    /// <summary>Whether it is there at all; an empty one is. Makes nothing.</summary>
    public abstract Task<bool> ExistsAsync(CancellationToken cancellationToken);

    /// <summary>Creates or upgrades the database and its tables; safe to call from several processes at once.</summary>
    public abstract Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Writes without effect: throws where a stage could not write, also where the database can be read only.</summary>
    public Task ProbeAsync(CancellationToken cancellationToken) =>
        WriteAsync(
            (db, token) => db.Runs.Where(run => run.RunId == "").ExecuteUpdateAsync(row => row.SetProperty(run => run.State, run => run.State), token),
            cancellationToken);

    /// <summary>How many connections the server has left for others; null = there is no such limit.</summary>
    public virtual Task<ConnectionRoom?> RoomAsync(CancellationToken cancellationToken) => Task.FromResult<ConnectionRoom?>(null);

    /// <summary>Reads without a transaction, without tracking.</summary>
    public abstract Task<T> ReadAsync<T>(Func<GuideDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>
    /// Does the work in one transaction and commits it. The work may run again when the provider reports a conflict that passes
    /// (deadlock, busy), so it must have no effect outside the database; any exception rolls back.
    /// </summary>
    public abstract Task<T> WriteAsync<T>(Func<GuideDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Does the work in one transaction and commits it; see the other overload.</summary>
    public Task WriteAsync(Func<GuideDbContext, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        WriteAsync(
            async (db, token) =>
            {
                await work(db, token);
                return true;
            },
            cancellationToken);

    /// <summary>The database's clock: the only one that claims and leases know.</summary>
    public abstract Task<DateTimeOffset> NowAsync(GuideDbContext db, CancellationToken cancellationToken);

    /// <summary>Inside a transaction: locks the run's row, so that whoever counts its groups counts alone; null when there is no such run.</summary>
    public abstract Task<RunRow?> LockRunAsync(GuideDbContext db, string runId, CancellationToken cancellationToken);

    /// <summary>Inside a transaction: changes groups, each by values of its own.</summary>
    /// <returns>For each of the change's groups its row as it is stored now; null where it was not changed.</returns>
    public abstract Task<IReadOnlyList<GroupRow?>> ChangeAsync(GuideDbContext db, GroupsChange change, CancellationToken cancellationToken);

    /// <summary>The same as a transaction of its own. It may be done again where its answer was lost: a change that is done twice must be done once.</summary>
    public abstract Task<IReadOnlyList<GroupRow?>> ChangeAsync(GroupsChange change, CancellationToken cancellationToken);

    /// <summary>These groups of a run, as far as there are any.</summary>
    public abstract Task<IReadOnlyList<GroupRow>> GroupsAsync(string runId, IReadOnlyCollection<Guid> groupIds, CancellationToken cancellationToken);

    /// <summary>These prompts of a run, as far as there are any.</summary>
    public abstract Task<IReadOnlyList<PromptRow>> PromptsAsync(string runId, IReadOnlyCollection<string> promptIds, CancellationToken cancellationToken);

    /// <summary>The rollouts of groups, in any order.</summary>
    public abstract Task<IReadOnlyList<RolloutRow>> RolloutsAsync(string runId, IReadOnlyCollection<Guid> groupIds, CancellationToken cancellationToken);

    /// <summary>The verdicts on groups, in any order.</summary>
    public abstract Task<IReadOnlyList<VerdictRow>> VerdictsAsync(string runId, IReadOnlyCollection<Guid> groupIds, CancellationToken cancellationToken);

    /// <summary>Inside a transaction: stores new groups in one batch.</summary>
    public abstract Task InsertAsync(GuideDbContext db, IReadOnlyList<GroupRow> groups, CancellationToken cancellationToken);

    /// <summary>Inside a transaction: stores the rollouts of groups in one batch.</summary>
    public abstract Task InsertAsync(GuideDbContext db, IReadOnlyList<RolloutRow> rollouts, CancellationToken cancellationToken);

    /// <summary>Inside a transaction: stores verdicts in one batch.</summary>
    public abstract Task InsertAsync(GuideDbContext db, IReadOnlyList<VerdictRow> verdicts, CancellationToken cancellationToken);

    /// <summary>Inside a transaction: stores what a step did with its rollouts in one batch.</summary>
    public abstract Task InsertAsync(GuideDbContext db, IReadOnlyList<StepRolloutRow> rows, CancellationToken cancellationToken);

    /// <summary>True when the exception says that a row with this key is already there.</summary>
    public abstract bool IsDuplicateKey(Exception exception);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>Text as both providers can store it: no U+0000, no lone surrogates (both become U+FFFD).</summary>
    public static string Storable(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = true;
        for (var i = 0; i < text.Length && clean; i++)
        {
            clean = text[i] != '\0' && !char.IsSurrogate(text[i]);
        }

        if (clean)
        {
            return text;
        }

        var builder = new System.Text.StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            builder.Append(rune.Value == 0 ? "\uFFFD" : rune.ToString());
        }

        return builder.ToString();
    }
}
