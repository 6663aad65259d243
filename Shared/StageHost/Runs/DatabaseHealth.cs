using Guide.Storage;

using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Guide.StageHost.Runs;

/// <summary>Ready only while the database takes writes.</summary>
internal sealed class DatabaseHealth(GuideDatabase database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await database.ProbeAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}
