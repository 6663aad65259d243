using Guide.Storage;

namespace Guide.IntegrationTests.Storage;

/// <summary>The conformance suite on SQLite; every test has a file of its own.</summary>
public sealed class SqliteStorageTests : StorageConformance, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("guide-sqlite-").FullName;
    private GuideDatabase? _database;

    private protected override async Task<GuideDatabase> OpenAsync()
    {
        if (_database is null)
        {
            _database = DatabaseConnection.Open($"sqlite:{Path.Combine(_folder, "run.db")}");
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

        Directory.Delete(_folder, recursive: true);
    }
}
