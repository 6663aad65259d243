using Guide.StageHost.Outages;
using Guide.Storage;

using Microsoft.Extensions.Logging;

namespace Guide.StageHost.Runs;

/// <summary>One active process a run: several may wait for the lease, one works under it, and whoever loses it stands by again.</summary>
public sealed class ActiveStandby(ActiveRun run, Leases leases, Outage outage, TimeProvider time, ILogger<ActiveStandby> logger)
{
    /// <summary>Waits for the lease and works under it, again after each loss, until the work has ended or the process stops.</summary>
    /// <param name="name">Leases.Producer or Leases.Learner.</param>
    /// <param name="duration">How long the lease outlives its holder.</param>
    /// <param name="work">Works under a lease; its token is cancelled when the lease is lost. It ends when nothing is left to do.</param>
    /// <param name="stoppingToken">The process stops.</param>
    public async Task RunAsync(string name, TimeSpan duration, Func<LeaseHold, CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            while (true)
            {
                await using var lease = await LeaseKeeper.AcquireAsync(leases, run, outage, name, duration, time, logger, stoppingToken);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost, stoppingToken);
                try
                {
                    await work(lease.Hold, either.Token);
                    return;
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested
                    && (exception is LeaseLostException || (exception is OperationCanceledException && lease.Lost.IsCancellationRequested)))
                {
                    Log.LeaseLost(logger, name);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops: what was committed is stored, and the next holder goes on from there.
        }
    }
}
