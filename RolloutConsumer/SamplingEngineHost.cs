using Microsoft.Extensions.Hosting;

namespace Guide.RolloutConsumer;

/// <summary>Runs the engine that the recipe names, and no other.</summary>
/// <param name="engine">Asked when the process has started: the recipe is read by then.</param>
internal sealed class SamplingEngineHost(Func<ISamplingEngine> engine) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => engine().RunAsync(stoppingToken);
}
