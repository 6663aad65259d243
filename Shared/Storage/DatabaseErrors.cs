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
    private const int SqliteReadOnly = 8;
    private const int SqliteInputOutput = 10;
    private const int SqliteFull = 13;
    private const int SqliteCannotOpen = 14;

    /// <summary>True: the database was away, restarting, busy, full or read-only; the same work may succeed later.</summary>
    public static bool IsTransient(Exception? exception) => exception switch
    {
        null => false,
        PostgresException server => server.IsTransient || PassesByItself(server.SqlState),
        NpgsqlException { IsTransient: true } => true,
        SqliteException
        {
            SqliteErrorCode: SqliteBusy or SqliteLocked or SqliteReadOnly or SqliteInputOutput or SqliteFull or SqliteCannotOpen,
        } => true,
        NpgsqlException or DbUpdateException or InvalidOperationException => IsTransient(exception.InnerException),
        AggregateException several => several.InnerExceptions.Any(IsTransient),
        SocketException or TimeoutException or EndOfStreamException => true,
        _ => false,
    };

    /// <summary>Classes of errors that are the server's own, whatever the statement.</summary>
    private static bool PassesByItself(string state) =>
        state is PostgresErrorCodes.ReadOnlySqlTransaction      // a failover: the primary is elsewhere
            or PostgresErrorCodes.QueryCanceled                 // a limit of time
            or PostgresErrorCodes.LockNotAvailable
            or "25P03" or "25P04"                               // a transaction that was idle, or open, for too long
        || state.StartsWith("08", StringComparison.Ordinal)     // the connection
        || state.StartsWith("53", StringComparison.Ordinal)     // disk, memory, connections
        || state.StartsWith("57P", StringComparison.Ordinal)    // shutting down, crashed, starting
        || state.StartsWith("58", StringComparison.Ordinal);    // the server's disk

    /// <summary>True: the exception comes from the database at all.</summary>
    public static bool IsDatabase(Exception? exception) => exception is NpgsqlException or SqliteException or DbUpdateException
        || (exception is InvalidOperationException && IsDatabase(exception.InnerException));
}
