using Guide.StageHost.Bus;

using MassTransit;

using Microsoft.Extensions.Hosting;

namespace Guide.StageHost.Outages;

/// <summary>A process that only waits for messages hears of a broker that is away, too: it says so, is not ready, and gives up after its time.</summary>
internal sealed class BusWatch(IBusControl bus, BusReadiness readiness, Outage outage, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await readiness.WaitAsync(stoppingToken);
            while (true)
            {
                await Task.Delay(Every, time, stoppingToken);
                if (bus.CheckHealth() is { Status: not BusHealthStatus.Healthy } health)
                {
                    await outage.WaitAsync(new IOException(health.Description, health.Exception), stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }
}
