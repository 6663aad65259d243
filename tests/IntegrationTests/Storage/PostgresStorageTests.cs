using Guide.Storage;

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

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
