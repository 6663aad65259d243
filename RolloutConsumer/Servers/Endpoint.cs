using System.Net.Http.Headers;

using Guide.StageHost.Endpoints;

namespace Guide.RolloutConsumer.Servers;

/// <summary>One inference server and what is known of it. What is loaded belongs to whoever holds the door.</summary>
internal sealed class Endpoint : ServerEndpoint, IDisposable
{
    private TaskCompletionSource? _drained;

    public Endpoint(Uri address, string? token)
        : base(address)
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
    }

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

    /// <summary>Versions of the groups under way; a version once for each of its groups.</summary>
    public List<ServedVersion> UnderWay { get; } = [];

    public override async Task ProbeAsync(CancellationToken cancellationToken)
    {
        using var answer = await Http.GetAsync(new Uri("health", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public override async Task ReturnAsync(Action back, CancellationToken cancellationToken)
    {
        // The door is held so that nobody who is loading sees the list change; those under way will fail or not by themselves.
        await Door.WaitAsync(cancellationToken);
        try
        {
            if (Lost)
            {
                Loaded.Clear();
                FollowsTemperature = false;
                BaseModel = null;
            }

            back();
        }
        finally
        {
            Door.Release();
        }
    }

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
