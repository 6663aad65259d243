using System.Data;

using Guide.Storage.Batches;
using Guide.Storage.Entities;
using Guide.Storage.Rows;

using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Guide.Storage.Sqlite;

/// <summary>
/// A SQLite file in WAL mode with one write gate: writers of this process queue for the gate instead of spinning on the file's lock
/// (Microsoft.Data.Sqlite blocks its thread while busy). Transactions begin IMMEDIATE, so other processes wait at the start of one and
/// never in its middle.
/// </summary>
internal sealed class SqliteGuideDatabase : GuideDatabase
{
    private const int BusyTimeoutSeconds = 30;

    private readonly string _path;
    private readonly PooledDbContextFactory<SqliteDbContext> _readers;
    private readonly PooledDbContextFactory<SqliteDbContext> _writers;
    private readonly SqliteReads _reads;

    // Behind the gate: the one connection that writes, and its prepared statements.
    private readonly SemaphoreSlim _writeGate = new(1, 1);
    private readonly SqliteConnection _writer;
    private readonly SqliteChanges _changes = new();
    private readonly SqliteBulkInsert<GroupRow> _insertGroups = new(BulkTables.Groups);
    private readonly SqliteBulkInsert<RolloutRow> _insertRollouts = new(BulkTables.Rollouts);
    private readonly SqliteBulkInsert<VerdictRow> _insertVerdicts = new(BulkTables.Verdicts);
    private readonly SqliteBulkInsert<StepRolloutRow> _insertStepRollouts = new(BulkTables.StepRollouts);

    public SqliteGuideDatabase(string path)
    {
        _path = Path.GetFullPath(path);
        // Only migrating makes a file: whoever reads, or resumes a run, finds one.
        var connection = new SqliteConnectionStringBuilder { DataSource = _path, DefaultTimeout = BusyTimeoutSeconds, ForeignKeys = true, Mode = SqliteOpenMode.ReadWrite };
        _readers = new PooledDbContextFactory<SqliteDbContext>(
            Configure(new DbContextOptionsBuilder<SqliteDbContext>(), connection.ConnectionString).Options);
        _reads = new SqliteReads(connection.ConnectionString);
        _writer = new SqliteConnection(connection.ConnectionString);
        _writers = new PooledDbContextFactory<SqliteDbContext>(
            new DbContextOptionsBuilder<SqliteDbContext>().UseSqlite(_writer).UseSnakeCaseNamingConvention().Options);
    }

    public override string Description => $"sqlite:{_path}";

    internal static DbContextOptionsBuilder<SqliteDbContext> Configure(DbContextOptionsBuilder<SqliteDbContext> builder, string connectionString) =>
        builder.UseSqlite(connectionString).UseSnakeCaseNamingConvention().AddInterceptors(SqlitePragmas.Instance);

    public override Task<bool> ExistsAsync(CancellationToken cancellationToken) => Task.FromResult(File.Exists(_path));

    public override async Task MigrateAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        await _writeGate.WaitAsync(cancellationToken);
        try
        {
            await using (var made = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _path, Pooling = false }.ConnectionString))
            {
                await made.OpenAsync(cancellationToken);
            }

            await using var db = await _readers.CreateDbContextAsync(cancellationToken);
            // Persistent in the file, so once is enough. EF's own migration lock keeps two processes apart.
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
            if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            {
                await db.Database.MigrateAsync(cancellationToken);
            }
        }
        finally
        {
            _writeGate.Release();
        }
    }

    public override async Task<T> ReadAsync<T>(Func<GuideDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var db = await _readers.CreateDbContextAsync(cancellationToken);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return await work(db, cancellationToken);
    }

    public override async Task<T> WriteAsync<T>(Func<GuideDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await _writeGate.WaitAsync(cancellationToken);
        try
        {
            if (_writer.State != ConnectionState.Open)
            {
                await _writer.OpenAsync(cancellationToken);
                SqlitePragmas.Apply(_writer);
            }

            await using var db = await _writers.CreateDbContextAsync(cancellationToken);
            db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var result = await work(db, cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            return result;
        }
        catch (Exception exception) when (exception is SqliteException or DbUpdateException)
        {
            // Whatever it was in the middle of, the next writer begins on a connection without a past.
            await CloseWriterAsync();
            throw;
        }
        finally
        {
            _writeGate.Release();
        }
    }

    // SQLite has no clock but its host's, and its users are processes of that host. Whole milliseconds, as they are stored.
    public override Task<DateTimeOffset> NowAsync(GuideDbContext db, CancellationToken cancellationToken) =>
        Task.FromResult(DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()));

    // The transaction began IMMEDIATE: there is no other writer to lock out.
    public override Task<RunRow?> LockRunAsync(GuideDbContext db, string runId, CancellationToken cancellationToken) =>
        db.Runs.AsNoTracking().SingleOrDefaultAsync(run => run.RunId == runId, cancellationToken);

    public override async Task<IReadOnlyList<GroupRow?>> ChangeAsync(GuideDbContext db, GroupsChange change, CancellationToken cancellationToken) =>
        _changes.Apply((SqliteTransaction)db.Database.CurrentTransaction!.GetDbTransaction(), change, await NowAsync(db, cancellationToken));

    public override Task<IReadOnlyList<GroupRow?>> ChangeAsync(GroupsChange change, CancellationToken cancellationToken) =>
        WriteAsync((db, token) => ChangeAsync(db, change, token), cancellationToken);

    public override Task<IReadOnlyList<GroupRow>> GroupsAsync(string runId, IReadOnlyCollection<Guid> groupIds, CancellationToken cancellationToken) =>
        Task.FromResult(_reads.Rows(StoredTables.Groups, runId, groupIds.Select(static id => id.ToString("D"))));

    public override Task<IReadOnlyList<RolloutRow>> RolloutsAsync(string runId, IReadOnlyCollection<Guid> groupIds, CancellationToken cancellationToken) =>
        Task.FromResult(_reads.Rows(StoredTables.Rollouts, runId, groupIds.Select(static id => id.ToString("D"))));

    public override Task<IReadOnlyList<VerdictRow>> VerdictsAsync(string runId, IReadOnlyCollection<Guid> groupIds, CancellationToken cancellationToken) =>
        Task.FromResult(_reads.Rows(StoredTables.Verdicts, runId, groupIds.Select(static id => id.ToString("D"))));

    public override Task<IReadOnlyList<PromptRow>> PromptsAsync(string runId, IReadOnlyCollection<string> promptIds, CancellationToken cancellationToken) =>
        Task.FromResult(_reads.Rows(StoredTables.Prompts, runId, promptIds));

    public override Task InsertAsync(GuideDbContext db, IReadOnlyList<GroupRow> groups, CancellationToken cancellationToken) =>
        InsertAsync(db, _insertGroups, groups);

    public override Task InsertAsync(GuideDbContext db, IReadOnlyList<RolloutRow> rollouts, CancellationToken cancellationToken) =>
        InsertAsync(db, _insertRollouts, rollouts);

    public override Task InsertAsync(GuideDbContext db, IReadOnlyList<VerdictRow> verdicts, CancellationToken cancellationToken) =>
        InsertAsync(db, _insertVerdicts, verdicts);

    public override Task InsertAsync(GuideDbContext db, IReadOnlyList<StepRolloutRow> rows, CancellationToken cancellationToken) =>
        InsertAsync(db, _insertStepRollouts, rows);

    public override bool IsDuplicateKey(Exception exception) => exception switch
    {
        SqliteException { SqliteExtendedErrorCode: SqliteConstraintUnique or SqliteConstraintPrimaryKey } => true,
        DbUpdateException { InnerException: { } inner } => IsDuplicateKey(inner),
        _ => false,
    };

    public override async ValueTask DisposeAsync()
    {
        await CloseWriterAsync();
        await _writer.DisposeAsync();
        _reads.Dispose();
        _writeGate.Dispose();
        SqliteConnection.ClearAllPools();
    }

    private const int SqliteConstraintPrimaryKey = 1555;
    private const int SqliteConstraintUnique = 2067;

    private static Task InsertAsync<T>(GuideDbContext db, SqliteBulkInsert<T> insert, IReadOnlyList<T> rows)
    {
        insert.Insert((SqliteTransaction)db.Database.CurrentTransaction!.GetDbTransaction(), rows);
        return Task.CompletedTask;
    }

    private async Task CloseWriterAsync()
    {
        _changes.Dispose();
        _insertGroups.Dispose();
        _insertRollouts.Dispose();
        _insertVerdicts.Dispose();
        _insertStepRollouts.Dispose();
        await _writer.CloseAsync();
    }
}
