using Guide.Contracts;
using Guide.Storage;

using Microsoft.EntityFrameworkCore;

namespace Guide.Cli.Files;

/// <summary>Opens a database of runs that is there already: whoever only reads never makes one.</summary>
internal static class StoredDatabase
{
    private const string Sqlite = "sqlite:";

    /// <summary>Opens it and looks whether it holds runs at all.</summary>
    /// <exception cref="GuideException">Exit code 2: there is none; 1: it cannot be used.</exception>
    public static async Task<GuideDatabase> OpenAsync(string connection, CancellationToken cancellationToken)
    {
        var database = DatabaseConnection.Open(connection);
        try
        {
            await CheckAsync(database, cancellationToken);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether a database is there, can be used and holds the tables of runs.</summary>
    /// <exception cref="GuideException">It cannot be used; the message names it.</exception>
    public static async Task CheckAsync(GuideDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            if (!await database.ExistsAsync(cancellationToken))
            {
                throw GuideException.Usage($"{database.Description}: there is no such database.");
            }

            _ = await database.ReadAsync((db, token) => db.Runs.AnyAsync(token), cancellationToken);
        }
        catch (Exception exception) when (DatabaseErrors.IsDatabase(exception) || DatabaseErrors.IsTransient(exception))
        {
            throw Unusable(database, exception);
        }
    }

    /// <summary>The one line that a database's failure is worth.</summary>
    public static GuideException Unusable(GuideDatabase database, Exception exception) =>
        new($"{database.Description}: the database cannot be used: {exception.GetBaseException().Message}", exception);

    /// <summary>The file of an SQLite connection; null for a server.</summary>
    public static string? FileOf(string connection) =>
        connection.StartsWith(Sqlite, StringComparison.OrdinalIgnoreCase) ? connection[Sqlite.Length..] is { Length: > 0 } path ? path : null
        : connection.Contains('=', StringComparison.Ordinal) || connection.Contains("://", StringComparison.Ordinal) || connection.Length == 0 ? null
        : connection;
}
