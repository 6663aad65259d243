using System.ComponentModel.DataAnnotations;

namespace Guide.Storage;

/// <summary>How a process holds its connections to a database server; SQLite has none. Zero = without a limit. What a connection string says itself stands.</summary>
public sealed record DatabaseOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Database";

    /// <summary>Longest statement; the server ends it. Migrations have no limit.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait for a lock.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a transaction may hear nothing from its process. Then the server ends it: a process that is frozen, or cut off, inside a
    /// transaction keeps nobody waiting for longer.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan IdleInTransactionTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Silence before TCP asks whether the other side is there, and between its three questions; both sides ask.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "02:00:00")]
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long what the server sent may stay unacknowledged before it drops the connection (TCP_USER_TIMEOUT).</summary>
    [Range(typeof(TimeSpan), "00:00:00", "02:00:00")]
    public TimeSpan UserTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Connections of a stage: one that writes and one that reads. A process of several stages has as many for each.</summary>
    [Range(2, 1000)]
    public int PoolSize { get; init; } = 2;
}
