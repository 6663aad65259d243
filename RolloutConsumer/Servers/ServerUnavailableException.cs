namespace Guide.RolloutConsumer.Servers;

/// <summary>An endpoint did not answer, or said that it cannot now: the same request may succeed there later or elsewhere at once.</summary>
internal sealed class ServerUnavailableException : Exception
{
    public ServerUnavailableException(string message, bool lost, TimeSpan? retryAfter = null, Exception? inner = null)
        : base(message, inner) => (Lost, RetryAfter) = (lost, retryAfter);

    /// <summary>True: it may have been restarted, so that what was loaded there is not known any more. False: it is busy.</summary>
    public bool Lost { get; }

    /// <summary>When it wants to be asked again; null = it does not say.</summary>
    public TimeSpan? RetryAfter { get; }
}
