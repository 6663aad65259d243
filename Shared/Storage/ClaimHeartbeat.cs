using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Guide.Storage;

/// <summary>Renews the claims of this process.</summary>
internal sealed partial class ClaimHeartbeat(GroupClaims claims, TimeProvider time, ILogger<ClaimHeartbeat> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(claims.RenewEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await claims.RenewAsync(stoppingToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    // The database is away: claims run out, others may take the work over, and the first commit wins.
                    LogNotRenewed(logger, exception.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Claims could not be renewed: {Reason}")]
    private static partial void LogNotRenewed(ILogger logger, string reason);
}
