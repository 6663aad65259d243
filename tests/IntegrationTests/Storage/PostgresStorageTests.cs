using Guide.Storage;

using Microsoft.EntityFrameworkCore;

using Npgsql;

namespace Guide.IntegrationTests.Storage;

/// <summary>The conformance suite on PostgreSQL; every test has a database of its own.</summary>
public sealed class PostgresStorageTests : StorageConformance, IAsyncLifetime
{
    private GuideDatabase? _database;

    private protected override async Task<GuideDatabase> OpenAsync()
    {
        if (_database is null)
        {
            _database = DatabaseConnection.Open(await SharedServers.CreateDatabaseAsync());
            await _database.MigrateAsync(CancellationToken.None);
        }

        return _database;
    }

    [Fact]
    public async Task A_database_is_there_when_it_was_made_and_looking_makes_none()
    {
        Assert.True(await (await OpenAsync()).ExistsAsync(CancellationToken.None));
        var mistyped = new NpgsqlConnectionStringBuilder(await SharedServers.CreateDatabaseAsync()) { Database = $"typo{Guid.NewGuid():N}" }.ConnectionString;
        await using var absent = DatabaseConnection.Open(mistyped);
        Assert.False(await absent.ExistsAsync(CancellationToken.None));
        Assert.False(await absent.ExistsAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Processes_that_start_at_once_on_an_empty_database_all_find_its_tables()
    {
        for (var round = 0; round < 5; round++)
        {
            var connection = await SharedServers.CreateDatabaseAsync();
            await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
            {
                await using var database = DatabaseConnection.Open(connection);
                await database.MigrateAsync(CancellationToken.None);
                Assert.Equal(0, await database.ReadAsync((db, token) => db.Groups.CountAsync(token), CancellationToken.None));
            })));
        }
    }

    [Fact]
    public async Task Work_whose_connection_dies_before_its_commit_is_done_again()
    {
        var database = await OpenAsync();
        var attempts = 0;
        var result = await database.WriteAsync(
            async (db, token) =>
            {
                if (++attempts == 1)
                {
                    var own = await db.Database.SqlQueryRaw<int>("SELECT pg_backend_pid() AS \"Value\"").SingleAsync(token);
                    await database.ReadAsync((other, t) => other.Database.SqlQuery<bool>($"SELECT pg_terminate_backend({own}) AS \"Value\"").SingleAsync(t), token);

                    // The work notices nothing itself: the commit is the first to find no transaction.
                    await Assert.ThrowsAnyAsync<NpgsqlException>(() => db.Database.ExecuteSqlAsync($"SELECT 1", token));
                }

                return attempts;
            },
            CancellationToken.None);
        Assert.Equal(2, result);
    }

    [Fact]
    public async Task Every_connection_is_bounded_as_the_settings_say()
    {
        var options = new DatabaseOptions
        {
            StatementTimeout = TimeSpan.FromSeconds(7), LockTimeout = TimeSpan.FromSeconds(3), IdleInTransactionTimeout = TimeSpan.FromSeconds(4),
            KeepAlive = TimeSpan.FromSeconds(9), UserTimeout = TimeSpan.FromSeconds(11),
        };
        await using var database = DatabaseConnection.Open(await SharedServers.CreateDatabaseAsync(), options);
        string[] names = ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout"];
        var values = await database.WriteAsync(
            async (db, token) =>
            {
                var found = new List<string>();
                foreach (var name in names)
                {
                    found.Add(await db.Database.SqlQuery<string>($"SELECT current_setting({name}) AS \"Value\"").SingleAsync(token));
                }

                return found;
            },
            CancellationToken.None);
        Assert.Equal(["7s", "3s", "4s", "9", "9", "3", "11s"], values.Select(static value => value is "11000" ? "11s" : value));
        var room = (await database.RoomAsync(CancellationToken.None))!;
        Assert.Equal(2, room.EachProcess);
        Assert.InRange(room.InUse, 1, room.Limit);
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_ended_and_counts_as_passing()
    {
        await using var database = DatabaseConnection.Open(await SharedServers.CreateDatabaseAsync(), new DatabaseOptions { StatementTimeout = TimeSpan.FromMilliseconds(200) });
        var ended = await Assert.ThrowsAnyAsync<Exception>(() => database.ReadAsync(
            (db, token) => db.Database.SqlQuery<string>($"SELECT pg_sleep(50)::text AS \"Value\"").SingleAsync(token), CancellationToken.None));
        Assert.True(DatabaseErrors.IsTransient(ended), $"{ended}");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
