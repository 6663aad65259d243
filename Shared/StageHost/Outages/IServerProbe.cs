namespace Guide.StageHost.Outages;

/// <summary>Tries one server that the process cannot work without.</summary>
public interface IServerProbe
{
    /// <summary>Which server, for people; never with a password.</summary>
    string Server { get; }

    /// <summary>Does what the stages do to it, without effect; throws when they could not.</summary>
    Task ProbeAsync(CancellationToken cancellationToken);
}
