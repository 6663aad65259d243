using System.Net.Sockets;

using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

using Npgsql;

namespace Guide.Storage;

/// <summary>Which failures are the database's and pass by themselves.</summary>
public static class DatabaseErrors
{
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;

    /// <summary>True: the database was away, restarting or busy; the same work may succeed later.</summary>
    public static bool IsTransient(Exception? exception) => exception switch
    {
        null => false,
        NpgsqlException { IsTransient: true } => true,
        SqliteException { SqliteErrorCode: SqliteBusy or SqliteLocked } => true,
        NpgsqlException or DbUpdateException or InvalidOperationException => IsTransient(exception.InnerException),
        SocketException or TimeoutException or EndOfStreamException => true,
        _ => false,
    };

    /// <summary>True: the exception comes from the database at all.</summary>
    public static bool IsDatabase(Exception? exception) => exception is NpgsqlException or SqliteException or DbUpdateException
        || (exception is InvalidOperationException && IsDatabase(exception.InnerException));
}
