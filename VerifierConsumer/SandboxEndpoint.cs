namespace Guide.VerifierConsumer;

/// <summary>One remote sandbox service as a client sees it.</summary>
internal sealed class SandboxEndpoint(Uri address)
{
    private int _inFlight;

    /// <summary>Its address.</summary>
    public Uri Address { get; } = address;

    /// <summary>Requests under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>When it may be tried again after a failure (timestamp of the client's clock); 0 = it is up.</summary>
    public long DownUntil { get; set; }

    /// <summary>Counts a request in.</summary>
    public void Enter() => Interlocked.Increment(ref _inFlight);

    /// <summary>Counts it out.</summary>
    public void Leave() => Interlocked.Decrement(ref _inFlight);
}
