using Microsoft.Extensions.Hosting;

namespace Guide.StageHost.Bus;

/// <summary>Stands before the bus at start: the topology of all stages, or one clear line.</summary>
internal sealed class BrokerStartup(BrokerConnector connector) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => connector.DeclareTopologyAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
