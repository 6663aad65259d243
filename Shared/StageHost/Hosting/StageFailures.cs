using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Guide.StageHost;

/// <summary>Why a host with stages has stopped.</summary>
public static class StageFailures
{
    /// <summary>Throws what made a background service of a stopped host fail: the host stops then, and says so only in its log.</summary>
    public static void ThrowIfStageFailed(this IServiceProvider services)
    {
        foreach (var service in services.GetServices<IHostedService>().OfType<BackgroundService>())
        {
            if (service.ExecuteTask is { IsFaulted: true, Exception: { } failure })
            {
                throw failure.InnerExceptions[0];
            }
        }
    }
}
