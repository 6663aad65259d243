using Guide.Storage;

namespace Guide.StageHost.Outages;

/// <summary>The database takes writes.</summary>
internal sealed class DatabaseProbe(GuideDatabase database) : IServerProbe
{
    public string Server => database.Description;

    public Task ProbeAsync(CancellationToken cancellationToken) => database.ProbeAsync(cancellationToken);
}
