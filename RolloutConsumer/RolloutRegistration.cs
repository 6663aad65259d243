using Guide.RolloutConsumer.Servers;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.StageHost.Runs;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Guide.RolloutConsumer;

/// <summary>Registers the stage; the same in both modes.</summary>
public static class RolloutRegistration
{
    /// <summary>Adds a RolloutConsumer to the process. An <see cref="IPolicySource"/> registered before replaces the checkpoint folder.</summary>
    public static IServiceCollection AddRolloutConsumer(this IServiceCollection services)
    {
        services.AddStageRun();
        services.AddStageOptions<RolloutOptions>("Rollout");
        services.AddStageOptions<InferenceOptions>(InferenceOptions.Section);
        services.AddSingleton<IValidateOptions<InferenceOptions>, InferenceOptionsValidation>();
        services.AddMetrics();
        services.AddSingleton<RolloutTelemetry>();
        services.TryAddSingleton<IPolicySource, CheckpointPolicySource>();
        services.AddSingleton<SamplingEngine>();
        services.AddHostedService(static provider => provider.GetRequiredService<SamplingEngine>());
        services.AddSingleton<ServerEngine>();
        services.AddHostedService(static provider => provider.GetRequiredService<ServerEngine>());

        // The recipe says which; it is read before the first message comes.
        services.AddSingleton<ISamplingEngine>(static provider => provider.GetRequiredService<ActiveRun>().Recipe.Sampling.Sampler == "local"
            ? provider.GetRequiredService<SamplingEngine>()
            : provider.GetRequiredService<ServerEngine>());
        services.AddSingleton<GroupSampler>();
        services.AddStageConsumer<SampleGroupConsumer, SampleGroupConsumerDefinition>(Stage.Rollout);
        services.AddPolicyListener<PolicyUpdatedListener>();
        return services;
    }
}
