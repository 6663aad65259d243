namespace Guide.Storage.Sqlite;

/// <summary>Values as SQLite holds them; the conversions of <see cref="SqliteDbContext"/>, for what does not go through it.</summary>
internal static class SqliteValues
{
    /// <summary>The parameter's value.</summary>
    public static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        Guid id => id.ToString("D"),
        DateTimeOffset instant => instant.ToUnixTimeMilliseconds(),
        TimeSpan time => (long)time.TotalMilliseconds,
        bool flag => flag ? 1 : 0,
        _ => value,
    };
}
