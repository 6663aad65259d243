using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.StageHost.Runs;
using Guide.Storage;

using Microsoft.Extensions.DependencyInjection;

namespace Guide.Producer;

/// <summary>Registers the stage; the same in both modes.</summary>
public static class ProducerRegistration
{
    /// <summary>Adds the Producer to the process. Several may run; one is active.</summary>
    public static IServiceCollection AddProducer(this IServiceCollection services)
    {
        services.AddStageRun();
        services.AddStageOptions<ProducerOptions>("Producer");
        services.AddStageOptions<ReconciliationOptions>(ReconciliationOptions.Section);
        services.AddMetrics();
        services.AddSingleton<ProducerTelemetry>();
        services.AddSingleton<ProducerSignal>();
        services.AddHostedService<ProducerLoop>();
        services.AddSignalConsumer<GroupDiscardedConsumer>(Stage.Producer);
        services.AddPolicyListener<PolicyUpdatedListener>();
        return services;
    }
}
