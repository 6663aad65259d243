namespace Guide.StageHost.Endpoints;

/// <summary>One server as its clients see it. The counters belong to the pool's lock.</summary>
public abstract class ServerEndpoint(Uri address)
{
    /// <summary>Where it is.</summary>
    public Uri Address => address;

    /// <summary>Not asked before then; null = in use.</summary>
    public DateTimeOffset? AsideUntil { get; internal set; }

    /// <summary>It may have been restarted: it must answer a probe before it is used, and what it had loaded is unknown.</summary>
    public bool Lost { get; internal set; }

    /// <summary>Requests that chose it: waiting, or under way. What balancing looks at.</summary>
    internal int Chosen { get; set; }

    /// <summary>When it was last chosen, in turns.</summary>
    internal long LastTurn { get; set; }

    /// <summary>Failures since its last success.</summary>
    internal int Failures { get; set; }

    /// <summary>Asks whether it is up.</summary>
    /// <exception cref="HttpRequestException">It is not.</exception>
    public abstract Task ProbeAsync(CancellationToken cancellationToken);

    /// <summary>It comes back into use.</summary>
    /// <param name="back">Makes it so; called when the endpoint is ready for it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public virtual Task ReturnAsync(Action back, CancellationToken cancellationToken)
    {
        back();
        return Task.CompletedTask;
    }
}
