using Guide.StageHost.Bus;

namespace Guide.StageHost.Outages;

/// <summary>The broker has the run's queues (they are declared again where it lost them) and confirms a message.</summary>
internal sealed class BrokerPublishProbe(RunSettings run, BrokerConnector connector) : IServerProbe
{
    public string Server => BrokerAddress.WithoutCredentials(run.Broker!).ToString();

    public Task ProbeAsync(CancellationToken cancellationToken) => connector.TryOnceAsync(cancellationToken);
}
