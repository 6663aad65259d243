using Microsoft.Extensions.Hosting;

namespace Guide.StageHost.Bus;

/// <summary>
/// Says when the endpoints of this process are up. Hosted services start in the order of their registration, and this one stands behind
/// the bus: a stage's own loop, registered earlier, waits here before its first send.
/// </summary>
internal sealed class BusReadiness : IHostedService
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the bus has started.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ready.TrySetResult();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
