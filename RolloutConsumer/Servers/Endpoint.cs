using System.Net.Http.Headers;

namespace Guide.RolloutConsumer.Servers;

/// <summary>One server and what is known of it. The counters belong to the pool's lock; what is loaded, to whoever holds the door.</summary>
internal sealed class Endpoint : IDisposable
{
    private TaskCompletionSource? _drained;

    public Endpoint(Uri address, string? token)
    {
        Http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionLifetime = TimeSpan.FromMinutes(10) })
        {
            BaseAddress = address,
            // Each try has its own time limit.
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 1 << 28,
        };
        if (token is not null)
        {
            Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        Address = address;
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    /// <summary>Held while a version is loaded and while a group enters.</summary>
    public SemaphoreSlim Door { get; } = new(1, 1);

    /// <summary>Versions it is known to serve.</summary>
    public List<ServedVersion> Loaded { get; } = [];

    /// <summary>Whether its log-probs were seen to follow the temperature.</summary>
    public bool FollowsTemperature { get; set; }

    /// <summary>The name it serves version 0's weights under, once asked.</summary>
    public string? BaseModel { get; set; }

    /// <summary>Its longest sequence in tokens; null = it does not say.</summary>
    public int? MaxModelLength { get; set; }

    /// <summary>Groups that chose it: waiting at the door, or under way. What balancing looks at.</summary>
    public int Chosen { get; set; }

    /// <summary>When it was last chosen, in turns.</summary>
    public long LastTurn { get; set; }

    /// <summary>Versions of the groups under way; a version once for each of its groups.</summary>
    public List<ServedVersion> UnderWay { get; } = [];

    /// <summary>Failures since its last success.</summary>
    public int Failures { get; set; }

    /// <summary>Not asked before then; null = in use.</summary>
    public DateTimeOffset? AsideUntil { get; set; }

    /// <summary>It may have been restarted: it must answer a probe before it is used, and what it had loaded is unknown.</summary>
    public bool Lost { get; set; }

    public void Leave(ServedVersion version)
    {
        UnderWay.Remove(version);
        if (UnderWay.Count == 0)
        {
            _drained?.TrySetResult();
            _drained = null;
        }
    }

    /// <summary>Completes when no group is under way. The caller holds the door, so that nobody enters meanwhile.</summary>
    public Task DrainedAsync() => UnderWay.Count == 0
        ? Task.CompletedTask
        : (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Dispose()
    {
        Http.Dispose();
        Door.Dispose();
    }
}
