using Guide.StageHost.Outages;
using Guide.Storage;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Guide.StageHost.Runs;

/// <summary>Stops the process when its run has ended.</summary>
internal sealed class RunWatcher(
    ActiveRun active, RunEnd end, Outage outage, IHostApplicationLifetime lifetime, IOptions<WatchOptions> options, TimeProvider time, ILogger<RunWatcher> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.StopAtEnd)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Value.Every, time);
        try
        {
            do
            {
                try
                {
                    if (await end.HasEndedAsync(active.RunId, stoppingToken))
                    {
                        Log.RunEnded(logger, active.RunId);
                        lifetime.StopApplication();
                        return;
                    }
                }
                catch (Exception exception) when (InfrastructureErrors.Is(exception))
                {
                    // An idle process hears of an outage, too.
                    await outage.WaitAsync(exception, stoppingToken);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }
}
