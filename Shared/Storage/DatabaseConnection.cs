using Guide.Contracts;

namespace Guide.Storage;

/// <summary>Which database: "sqlite:PATH" (or a path alone), "postgres://user:password@host:port/name", or a Npgsql connection string ("Host=…;Database=…").</summary>
public static class DatabaseConnection
{
    private static readonly DatabaseOptions Unhurried = new() { StatementTimeout = TimeSpan.Zero };

    /// <summary>Opens the database that a connection names.</summary>
    /// <exception cref="GuideException">The connection is in none of these forms (exit code 2).</exception>
    /// <param name="connection">One of these forms.</param>
    /// <param name="options">Bounds of a server's connections; null = the default ones without a limit for statements, for whoever reads at length.</param>
    public static GuideDatabase Open(string connection, DatabaseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        try
        {
            return OpenNamed(connection, options ?? Unhurried);
        }
        catch (ArgumentException exception)
        {
            // Npgsql's own words about a key or a value of its connection string; they do not repeat the password.
            throw GuideException.Usage($"The database connection cannot be read: {exception.Message}", exception);
        }
    }

    private static GuideDatabase OpenNamed(string connection, DatabaseOptions options)
    {
        if (connection.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase))
        {
            var path = connection["sqlite:".Length..];
            return path.Length > 0 ? new Sqlite.SqliteGuideDatabase(path) : throw GuideException.Usage("The database 'sqlite:' names no file.");
        }

        if (connection.StartsWith("postgres://", StringComparison.Ordinal) || connection.StartsWith("postgresql://", StringComparison.Ordinal))
        {
            return new Postgres.PostgresGuideDatabase(FromUrl(connection), options);
        }

        if (connection.Contains("Host=", StringComparison.OrdinalIgnoreCase))
        {
            return new Postgres.PostgresGuideDatabase(connection, options);
        }

        return connection.Length > 0 && !connection.Contains('=', StringComparison.Ordinal)
            ? new Sqlite.SqliteGuideDatabase(connection)
            : throw GuideException.Usage("The database must be a SQLite path, 'postgres://user:password@host:port/name' or 'Host=…;Database=…'.");
    }

    private static string FromUrl(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.AbsolutePath.Length < 2)
        {
            throw GuideException.Usage("The database URL must be postgres://user:password@host:port/name.");
        }

        var credentials = uri.UserInfo.Split(':', 2);
        var builder = new Npgsql.NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]),
        };
        if (credentials[0].Length > 0)
        {
            builder.Username = Uri.UnescapeDataString(credentials[0]);
        }

        if (credentials.Length == 2)
        {
            builder.Password = Uri.UnescapeDataString(credentials[1]);
        }

        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            builder[Uri.UnescapeDataString(parts[0])] = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "";
        }

        return builder.ConnectionString;
    }
}
