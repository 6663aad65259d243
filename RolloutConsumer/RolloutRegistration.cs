using Guide.Recipes;
using Guide.RolloutConsumer.Local;
using Guide.RolloutConsumer.Servers;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.StageHost.Runs;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
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
        services.AddSingleton<PolicyVersions>();
        services.TryAddSingleton<IPolicySource, CheckpointPolicySource>();

        // The recipe says which; it is read before the first message comes, and only that one is made.
        services.AddKeyedSingleton<ISamplingEngine, LocalEngine>(SamplerKind.Local);
        services.AddKeyedSingleton<ISamplingEngine, ServerEngine>(SamplerKind.InferenceServer);
        services.AddSingleton(static provider =>
            provider.GetRequiredKeyedService<ISamplingEngine>(provider.GetRequiredService<ActiveRun>().Recipe.Sampling.Sampler));
        services.AddSingleton<IHostedService>(static provider => new SamplingEngineHost(provider.GetRequiredService<ISamplingEngine>));
        services.AddSingleton<IHostedService>(static provider => ActivatorUtilities.CreateInstance<SelfHintSampler>(provider, (Func<ISamplingEngine>)provider.GetRequiredService<ISamplingEngine>));
        services.AddSingleton<GroupSampler>();
        services.AddGroupConsumer<SampleGroupConsumer>(Stage.Rollout, static provider => provider.GetRequiredService<IOptions<RolloutOptions>>().Value.Groups);
        services.AddPolicyListener<PolicyUpdatedListener>();
        return services;
    }
}
