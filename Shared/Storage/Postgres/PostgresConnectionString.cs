using System.Globalization;

using Npgsql;

namespace Guide.Storage.Postgres;

/// <summary>A connection string with the bounds that every connection has.</summary>
internal static class PostgresConnectionString
{
    private const int KeepAliveQuestions = 3;

    // The stages send the same few dozen statements over and over: the server plans each once a connection.
    private const int PreparedStatements = 64;
    private static readonly TimeSpan IdleLifetime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PruneEvery = TimeSpan.FromSeconds(5);

    // The server's own limit comes first: its error says what happened.
    private static readonly TimeSpan ClientGrace = TimeSpan.FromSeconds(5);

    /// <summary>Adds what the string does not say itself.</summary>
    public static NpgsqlConnectionStringBuilder With(string connectionString, DatabaseOptions options)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        var said = builder.Keys.Cast<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        void Default(string keyword, object value)
        {
            if (!said.Contains(keyword))
            {
                builder[keyword] = value;
            }
        }

        Default("Maximum Pool Size", Math.Max(options.PoolSize, builder.MinPoolSize));
        Default("Max Auto Prepare", PreparedStatements);
        // No session changes its settings for longer than its work (see migrations): the seven statements that clean it after each are for nothing.
        Default("No Reset On Close", true);
        // What a process does not use it gives back: others may wait for the server's limit.
        Default("Connection Idle Lifetime", (int)IdleLifetime.TotalSeconds);
        Default("Connection Pruning Interval", (int)PruneEvery.TotalSeconds);
        Default("Command Timeout", options.StatementTimeout == TimeSpan.Zero ? 0 : (int)Math.Ceiling((options.StatementTimeout + ClientGrace).TotalSeconds));
        if (options.KeepAlive > TimeSpan.Zero)
        {
            Default("Tcp Keepalive", true);
            Default("Tcp Keepalive Time", (int)Math.Ceiling(options.KeepAlive.TotalSeconds));
            Default("Tcp Keepalive Interval", (int)Math.Ceiling(options.KeepAlive.TotalSeconds));
        }

        // The last word of a name counts: the string's own come last.
        builder.Options = $"{ServerSettings(options)} {builder.Options}".Trim();
        return builder;
    }

    private static string ServerSettings(DatabaseOptions options) => string.Join(' ', new[]
    {
        ("statement_timeout", options.StatementTimeout.TotalMilliseconds),
        ("lock_timeout", options.LockTimeout.TotalMilliseconds),
        ("idle_in_transaction_session_timeout", options.IdleInTransactionTimeout.TotalMilliseconds),
        ("tcp_keepalives_idle", options.KeepAlive.TotalSeconds),
        ("tcp_keepalives_interval", options.KeepAlive.TotalSeconds),
        ("tcp_keepalives_count", options.KeepAlive > TimeSpan.Zero ? KeepAliveQuestions : 0),
        ("tcp_user_timeout", options.UserTimeout.TotalMilliseconds),
    }.Select(static setting => string.Create(CultureInfo.InvariantCulture, $"-c {setting.Item1}={Math.Ceiling(setting.Item2):0}"))
        // Rows are looked up by key. A plan that was made while a table was small, those of its foreign keys too, reads all of it and stays when it has grown.
        .Append("-c enable_seqscan=off"));
}
