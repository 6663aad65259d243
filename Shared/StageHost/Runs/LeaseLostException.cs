namespace Guide.StageHost.Runs;

/// <summary>Another process is active: nothing of this one's may be committed any more.</summary>
public sealed class LeaseLostException() : Exception("Another process holds the lease.");
