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

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
