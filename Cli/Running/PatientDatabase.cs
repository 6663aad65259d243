using Guide.StageHost.Outages;
using Guide.Storage;
using Guide.Storage.Batches;
using Guide.Storage.Entities;

namespace Guide.Cli.Running;

/// <summary>A database server whose outages are waited for, with one line, as the stages do. What the run writes may be written twice.</summary>
internal sealed class PatientDatabase(GuideDatabase inner, TimeSpan patience, TextWriter notes, TimeProvider time) : GuideDatabase
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);

    private int _waiting;

    /// <inheritdoc/>
    public override string Description => inner.Description;

    /// <inheritdoc/>
    public override Task<bool> ExistsAsync(CancellationToken cancellationToken) => WaitAsync(inner.ExistsAsync, cancellationToken);

    /// <inheritdoc/>
    public override Task MigrateAsync(CancellationToken cancellationToken) =>
        WaitAsync(
            async token =>
            {
                await inner.MigrateAsync(token);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public override Task<ConnectionRoom?> RoomAsync(CancellationToken cancellationToken) => inner.RoomAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task<T> ReadAsync<T>(Func<GuideDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        WaitAsync(token => inner.ReadAsync(work, token), cancellationToken);

    /// <inheritdoc/>
    public override Task<T> WriteAsync<T>(Func<GuideDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        WaitAsync(token => inner.WriteAsync(work, token), cancellationToken);

    /// <inheritdoc/>
    public override Task<DateTimeOffset> NowAsync(GuideDbContext db, CancellationToken cancellationToken) => inner.NowAsync(db, cancellationToken);

    /// <inheritdoc/>
    public override Task<RunRow?> LockRunAsync(GuideDbContext db, string runId, CancellationToken cancellationToken) => inner.LockRunAsync(db, runId, cancellationToken);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<GroupRow?>> ChangeAsync(GuideDbContext db, GroupsChange change, CancellationToken cancellationToken) => inner.ChangeAsync(db, change, cancellationToken);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<GroupRow?>> ChangeAsync(GroupsChange change, CancellationToken cancellationToken) =>
        WaitAsync(token => inner.ChangeAsync(change, token), cancellationToken);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<GroupRow>> GroupsAsync(string runId, IReadOnlyCollection<Guid> groupIds, CancellationToken cancellationToken) =>
        WaitAsync(token => inner.GroupsAsync(runId, groupIds, token), cancellationToken);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<PromptRow>> PromptsAsync(string runId, IReadOnlyCollection<string> promptIds, CancellationToken cancellationToken) =>
        WaitAsync(token => inner.PromptsAsync(runId, promptIds, token), cancellationToken);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<RolloutRow>> RolloutsAsync(string runId, IReadOnlyCollection<Guid> groupIds, CancellationToken cancellationToken) =>
        WaitAsync(token => inner.RolloutsAsync(runId, groupIds, token), cancellationToken);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<VerdictRow>> VerdictsAsync(string runId, IReadOnlyCollection<Guid> groupIds, CancellationToken cancellationToken) =>
        WaitAsync(token => inner.VerdictsAsync(runId, groupIds, token), cancellationToken);

    /// <inheritdoc/>
    public override Task InsertAsync(GuideDbContext db, IReadOnlyList<GroupRow> groups, CancellationToken cancellationToken) => inner.InsertAsync(db, groups, cancellationToken);

    /// <inheritdoc/>
    public override Task InsertAsync(GuideDbContext db, IReadOnlyList<RolloutRow> rollouts, CancellationToken cancellationToken) => inner.InsertAsync(db, rollouts, cancellationToken);

    /// <inheritdoc/>
    public override Task InsertAsync(GuideDbContext db, IReadOnlyList<VerdictRow> verdicts, CancellationToken cancellationToken) => inner.InsertAsync(db, verdicts, cancellationToken);

    /// <inheritdoc/>
    public override Task InsertAsync(GuideDbContext db, IReadOnlyList<StepRolloutRow> rows, CancellationToken cancellationToken) => inner.InsertAsync(db, rows, cancellationToken);

    /// <inheritdoc/>
    public override bool IsDuplicateKey(Exception exception) => inner.IsDuplicateKey(exception);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task<T> WaitAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var waits = false;
        while (true)
        {
            try
            {
                var result = await work(cancellationToken);
                if (waits && Interlocked.Decrement(ref _waiting) == 0)
                {
                    await notes.WriteLineAsync($"{Description} answers again");
                }

                return result;
            }
            catch (Exception exception) when (InfrastructureErrors.Is(exception) && time.GetElapsedTime(started) < patience)
            {
                if (!waits && Interlocked.Increment(ref _waiting) == 1)
                {
                    await notes.WriteLineAsync($"waiting for {Description}, at most {patience:c}: {exception.GetBaseException().Message.ReplaceLineEndings(" ")}");
                }

                waits = true;
                await Task.Delay(RetryEvery, time, cancellationToken);
            }
        }
    }
}
