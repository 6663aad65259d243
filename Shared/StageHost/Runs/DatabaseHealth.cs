using Guide.Storage;

using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Guide.StageHost.Runs;

/// <summary>Ready only while the database answers.</summary>
internal sealed class DatabaseHealth(GuideDatabase database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await database.ReadAsync((db, token) => database.NowAsync(db, token), cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}
