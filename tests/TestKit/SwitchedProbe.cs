using Guide.StageHost.Outages;

namespace Guide.TestKit;

/// <summary>A server that is usable or not as the test says, and counts how often it was tried.</summary>
internal sealed class SwitchedProbe(bool isUsable) : IServerProbe
{
    private int _tries;

    public bool IsUsable { get; set; } = isUsable;

    public int Tries => Volatile.Read(ref _tries);

    public string Server => "scripted";

    public Task ProbeAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _tries);
        return IsUsable ? Task.CompletedTask : Task.FromException(new IOException("scripted outage"));
    }
}
