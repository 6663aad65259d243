using System.Data.Common;

using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Guide.Storage.Sqlite;

/// <summary>
/// Settings that belong to a connection, not to the file. NORMAL with WAL loses no consistency: after a power cut the last commits may
/// be gone, whole; a killed process loses nothing.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    public static readonly SqlitePragmas Instance = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Apply(connection);
        return Task.CompletedTask;
    }

    /// <summary>For a connection that EF does not open.</summary>
    public static void Apply(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=30000;";
        command.ExecuteNonQuery();
    }
}
