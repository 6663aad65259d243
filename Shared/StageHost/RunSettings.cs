namespace Guide.StageHost;

/// <summary>Where a process finds its run: what differs between the embedded and the distributed mode.</summary>
public sealed record RunSettings
{
    /// <summary>The run; part of every queue name and the leading column of every key.</summary>
    public required string RunId { get; init; }

    /// <summary>amqp[s]://user:password@host:port/vhost, or null for the in-memory bus of the embedded mode.</summary>
    public Uri? Broker { get; init; }

    /// <summary>A connection string of PostgreSQL, or the path of an SQLite file.</summary>
    public required string Database { get; init; }

    /// <summary>The folder (or store) that checkpoint URIs are relative to.</summary>
    public required string Checkpoints { get; init; }
}
