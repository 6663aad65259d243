using System.ComponentModel.DataAnnotations;

namespace Guide.WebService;

/// <summary>Settings that every HTTP service has.</summary>
public abstract record WebServiceOptions
{
    /// <summary>Where it listens, for example http://127.0.0.1:8080; several are separated by ";".</summary>
    public string Urls { get; init; } = "http://127.0.0.1:8080";

    /// <summary>Bearer token that requests must carry (all but /health); null = none is asked for.</summary>
    public string? Token { get; init; }

    /// <summary>Requests that may wait; one more is answered 429.</summary>
    [Range(1, 1_000_000)]
    public int QueueLimit { get; init; } = 1024;

    /// <summary>Bytes of all requests under way; one that would exceed it is answered 429. What comes in chunks counts as it arrives.</summary>
    [Range(typeof(long), "1024", "1099511627776")]
    public long QueueBytes { get; init; } = 1L << 30;

    /// <summary>Bytes a second that a client must send, or take, after a few seconds; a slower one loses its connection.</summary>
    [Range(1, int.MaxValue)]
    public int SlowestBytesPerSecond { get; init; } = 8 << 10;

    /// <summary>Time for a request's headers.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest request body, bytes.</summary>
    [Range(1024, int.MaxValue)]
    public int RequestBytes { get; init; } = 64 << 20;

    /// <summary>How long running requests are waited for at the end.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(30);
}
