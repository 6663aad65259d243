using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.StageHost.Runs;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Guide.RolloutConsumer;

/// <summary>Registers the stage; the same in both modes.</summary>
public static class RolloutRegistration
{
    /// <summary>Adds a RolloutConsumer to the process. An <see cref="IPolicySource"/> registered before replaces the checkpoint folder.</summary>
    public static IServiceCollection AddRolloutConsumer(this IServiceCollection services)
    {
        services.AddStageRun();
        services.AddStageOptions<RolloutOptions>("Rollout");
        services.AddMetrics();
        services.AddSingleton<RolloutTelemetry>();
        services.TryAddSingleton<IPolicySource, CheckpointPolicySource>();
        services.AddSingleton<SamplingEngine>();
        services.AddHostedService(static provider => provider.GetRequiredService<SamplingEngine>());
        services.AddSingleton<GroupSampler>();
        services.AddStageConsumer<SampleGroupConsumer, SampleGroupConsumerDefinition>(Stage.Rollout);
        services.AddPolicyListener<PolicyUpdatedListener>();
        return services;
    }
}
