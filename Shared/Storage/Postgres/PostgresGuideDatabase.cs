using Guide.Storage.Batches;
using Guide.Storage.Entities;
using Guide.Storage.Rows;

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

using Npgsql;

using NpgsqlTypes;

using Polly;
using Polly.Retry;

namespace Guide.Storage.Postgres;

/// <summary>PostgreSQL at READ COMMITTED: guards are in the statements (state, claim, unique keys), not in the isolation level. Batches go in by COPY.</summary>
internal sealed class PostgresGuideDatabase : GuideDatabase
{
    /// <summary>
    /// What failed before its commit has left nothing behind and is done again from the start: lost conflicts, and pooled connections that
    /// died with a server's restart (Npgsql finds out one connection at a time, hence as many attempts as a small pool has). A commit
    /// that failed without an answer is not repeated: its caller reads what is stored.
    /// </summary>
    private static readonly ResiliencePipeline Patience = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = outcome => ValueTask.FromResult(outcome.Outcome.Exception is { } exception and not CommitInDoubtException
                && (IsPassingConflict(exception) || (DatabaseErrors.IsTransient(exception) && !IsPatienceSpent(exception.GetBaseException())))),
            MaxRetryAttempts = 10,
            Delay = TimeSpan.FromMilliseconds(5),
            MaxDelay = TimeSpan.FromMilliseconds(200),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    /// <summary>Number of the advisory lock of those who migrate; of one database.</summary>
    private const long MigrationLock = 0x6775696465;

    private readonly NpgsqlDataSource _source;
    private readonly int _poolSize;
    private readonly PooledDbContextFactory<PostgresDbContext> _contexts;

    public PostgresGuideDatabase(string connectionString, DatabaseOptions options)
    {
        var target = PostgresConnectionString.With(connectionString, options);
        _source = NpgsqlDataSource.Create(target);
        _poolSize = target.MaxPoolSize;
        Description = $"postgres://{target.Host}:{target.Port}/{target.Database}";
        _contexts = new PooledDbContextFactory<PostgresDbContext>(
            ((DbContextOptionsBuilder<PostgresDbContext>)Snake(new DbContextOptionsBuilder<PostgresDbContext>().UseNpgsql(_source))).Options);
    }

    public override string Description { get; }

    internal static DbContextOptionsBuilder<PostgresDbContext> Configure(DbContextOptionsBuilder<PostgresDbContext> builder, string connectionString) =>
        (DbContextOptionsBuilder<PostgresDbContext>)Snake(builder.UseNpgsql(connectionString));

    public override async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            return false;
        }
    }

    public override async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            // Several processes may start at once, also on an empty database: the history table, on which EF Core locks, is not there yet.
            // However long it and they take.
            db.Database.SetCommandTimeout(0);
            await db.Database.OpenConnectionAsync(cancellationToken);
            await db.Database.ExecuteSqlRawAsync("SET statement_timeout = 0; SET lock_timeout = 0", cancellationToken);
            try
            {
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({MigrationLock})", cancellationToken);
                await db.Database.MigrateAsync(cancellationToken);
            }
            finally
            {
                // The context and the connection go back to their pools as they came.
                if (Connection(db).State == System.Data.ConnectionState.Open)
                {
                    await db.Database.ExecuteSqlRawAsync("SELECT pg_advisory_unlock_all(); RESET statement_timeout; RESET lock_timeout", CancellationToken.None);
                }

                db.Database.SetCommandTimeout(null);
            }
        }
    }

    public override async Task<ConnectionRoom?> RoomAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(
            """
            SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
                   (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend')
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new ConnectionRoom(reader.GetInt32(0), reader.GetInt32(1), _poolSize);
    }

    public override async Task<T> ReadAsync<T>(Func<GuideDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        await Patience.ExecuteAsync(
            async token =>
            {
                await using var db = await _contexts.CreateDbContextAsync(token);
                db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
                return await work(db, token);
            },
            cancellationToken);

    public override async Task<T> WriteAsync<T>(Func<GuideDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        await Patience.ExecuteAsync(
            async token =>
            {
                await using var db = await _contexts.CreateDbContextAsync(token);
                db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
                try
                {
                    await using var transaction = await db.Database.BeginTransactionAsync(token);
                    var result = await work(db, token);
                    await CommitAsync(transaction);
                    return result;
                }
                catch (InvalidOperationException exception) when (IsTransactionLost(exception))
                {
                    throw new NpgsqlException("The connection was lost before the commit.", new IOException(exception.Message, exception));
                }
            },
            cancellationToken);

    public override async Task<DateTimeOffset> NowAsync(GuideDbContext db, CancellationToken cancellationToken) =>
        await db.Database.SqlQueryRaw<DateTimeOffset>("SELECT clock_timestamp() AS \"Value\"").SingleAsync(cancellationToken);

    public override Task<RunRow?> LockRunAsync(GuideDbContext db, string runId, CancellationToken cancellationToken) =>
        db.Runs.FromSql($"SELECT * FROM runs WHERE run_id = {runId} FOR UPDATE").AsNoTracking().SingleOrDefaultAsync(cancellationToken);

    public override Task<IReadOnlyList<GroupRow?>> ChangeAsync(GuideDbContext db, GroupsChange change, CancellationToken cancellationToken) =>
        ChangeAsync(Connection(db), change, cancellationToken);

    public override async Task<IReadOnlyList<GroupRow?>> ChangeAsync(GroupsChange change, CancellationToken cancellationToken) =>
        await Patience.ExecuteAsync(
            async token =>
            {
                await using var connection = await _source.OpenConnectionAsync(token);
                return await ChangeAsync(connection, change, token);
            },
            cancellationToken);

    public override Task<IReadOnlyList<GroupRow>> GroupsAsync(string runId, IReadOnlyCollection<Guid> groupIds, CancellationToken cancellationToken) =>
        RowsAsync(StoredTables.Groups, runId, groupIds, cancellationToken);

    public override Task<IReadOnlyList<RolloutRow>> RolloutsAsync(string runId, IReadOnlyCollection<Guid> groupIds, CancellationToken cancellationToken) =>
        RowsAsync(StoredTables.Rollouts, runId, groupIds, cancellationToken);

    public override Task<IReadOnlyList<VerdictRow>> VerdictsAsync(string runId, IReadOnlyCollection<Guid> groupIds, CancellationToken cancellationToken) =>
        RowsAsync(StoredTables.Verdicts, runId, groupIds, cancellationToken);

    public override Task<IReadOnlyList<PromptRow>> PromptsAsync(string runId, IReadOnlyCollection<string> promptIds, CancellationToken cancellationToken) =>
        RowsAsync(StoredTables.Prompts, runId, promptIds, cancellationToken);

    public override Task InsertAsync(GuideDbContext db, IReadOnlyList<GroupRow> groups, CancellationToken cancellationToken) =>
        CopyAsync(db, BulkTables.Groups, groups, cancellationToken);

    public override Task InsertAsync(GuideDbContext db, IReadOnlyList<RolloutRow> rollouts, CancellationToken cancellationToken) =>
        CopyAsync(db, BulkTables.Rollouts, rollouts, cancellationToken);

    public override Task InsertAsync(GuideDbContext db, IReadOnlyList<VerdictRow> verdicts, CancellationToken cancellationToken) =>
        CopyAsync(db, BulkTables.Verdicts, verdicts, cancellationToken);

    public override Task InsertAsync(GuideDbContext db, IReadOnlyList<StepRolloutRow> rows, CancellationToken cancellationToken) =>
        CopyAsync(db, BulkTables.StepRollouts, rows, cancellationToken);

    public override bool IsDuplicateKey(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => true,
        DbUpdateException { InnerException: { } inner } => IsDuplicateKey(inner),
        _ => false,
    };

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    private static DbContextOptionsBuilder Snake(DbContextOptionsBuilder builder) => builder.UseSnakeCaseNamingConvention();

    private static NpgsqlConnection Connection(GuideDbContext db) => (NpgsqlConnection)db.Database.GetDbConnection();

    private static async Task<IReadOnlyList<GroupRow?>> ChangeAsync(NpgsqlConnection connection, GroupsChange change, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        foreach (var (name, value) in change.Shared)
        {
            command.Parameters.AddWithValue(name, value);
        }

        foreach (var (name, values) in change.Each)
        {
            command.Parameters.AddWithValue($"each_{name}", values);
        }

        var names = string.Join(", ", change.Each.Select(column => column.Name));
        var arrays = string.Join(", ", change.Each.Select(column => $"@each_{column.Name}"));
        command.CommandText =
            $"{change.Statement($"unnest({arrays}) WITH ORDINALITY AS u({names}, place)")} RETURNING {StoredTables.Groups.List("g")}, u.place"
                .Replace(GroupsChange.Now, "statement_timestamp()", StringComparison.Ordinal);
        var changed = new GroupRow?[change.Count];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new PostgresRowReader(reader);
        while (await rows.NextAsync(cancellationToken))
        {
            var group = StoredTables.Groups.Read(rows);
            changed[(int)rows.Long() - 1] = group;
        }

        return changed;
    }

    private async Task<IReadOnlyList<T>> RowsAsync<T, TKey>(StoredTable<T> table, string runId, IReadOnlyCollection<TKey> keys, CancellationToken cancellationToken) =>
        await Patience.ExecuteAsync(
            async token =>
            {
                await using var command = _source.CreateCommand($"SELECT {table.List()} FROM {table.Name} WHERE run_id = $1 AND {table.Key} = ANY($2)");
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = runId });
                command.Parameters.Add(new NpgsqlParameter<TKey[]> { TypedValue = [.. keys] });
                await using var reader = await command.ExecuteReaderAsync(token);
                var rows = new PostgresRowReader(reader);
                var read = new List<T>();
                while (await rows.NextAsync(token))
                {
                    read.Add(table.Read(rows));
                }

                return read;
            },
            cancellationToken);

    private static async Task CommitAsync(IDbContextTransaction transaction)
    {
        try
        {
            // A cancelled commit is a commit in doubt.
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception exception) when (!IsPassingConflict(exception) && !IsTransactionLost(exception) && DatabaseErrors.IsTransient(exception))
        {
            throw new CommitInDoubtException(exception);
        }
    }

    /// <summary>Npgsql finds the transaction gone before it has sent anything: the connection broke under it.</summary>
    private static bool IsTransactionLost(Exception exception) =>
        exception is InvalidOperationException { Source: "Npgsql" };

    private static async Task CopyAsync<T>(GuideDbContext db, BulkTable<T> table, IReadOnlyList<T> rows, CancellationToken cancellationToken)
    {
        await using var writer = await Connection(db).BeginBinaryImportAsync($"COPY {table.Name} ({table.ColumnList}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var row in rows)
        {
            await writer.StartRowAsync(cancellationToken);
            foreach (var (column, value) in table.Columns)
            {
                await (value(row) switch
                {
                    null => writer.WriteNullAsync(cancellationToken),
                    string text => writer.WriteAsync(text, NpgsqlDbType.Text, cancellationToken),
                    Guid id => writer.WriteAsync(id, NpgsqlDbType.Uuid, cancellationToken),
                    int number => writer.WriteAsync(number, NpgsqlDbType.Integer, cancellationToken),
                    long number => writer.WriteAsync(number, NpgsqlDbType.Bigint, cancellationToken),
                    double number => writer.WriteAsync(number, NpgsqlDbType.Double, cancellationToken),
                    byte[] bytes => writer.WriteAsync(bytes, NpgsqlDbType.Bytea, cancellationToken),
                    DateTimeOffset instant => writer.WriteAsync(instant.ToUniversalTime(), NpgsqlDbType.TimestampTz, cancellationToken),
                    var other => throw new InvalidOperationException($"{table.Name}.{column} cannot hold a {other.GetType().Name}."),
                });
            }
        }

        await writer.CompleteAsync(cancellationToken);
    }

    private sealed class CommitInDoubtException(Exception inner) : InvalidOperationException($"A commit got no answer: {inner.Message}", inner);

    /// <summary>A limit of its own has run out, or the server can only be read: whoever asked decides whether to wait once more.</summary>
    private static bool IsPatienceSpent(Exception exception) => exception is TimeoutException
        or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.ReadOnlySqlTransaction };

    private static bool IsPassingConflict(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } => true,
        DbUpdateException { InnerException: { } inner } => IsPassingConflict(inner),
        InvalidOperationException { InnerException: { } inner } => IsPassingConflict(inner),
        _ => false,
    };
}
