using Guide.Learner.Steps;
using Guide.Learner.Training;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.StageHost.Runs;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Guide.Learner;

/// <summary>Registers the stage; the same in both modes.</summary>
public static class LearnerRegistration
{
    /// <summary>Adds the Learner to the process. Several may run; one is active. An <see cref="ITrainerSource"/> registered before replaces the checkpoint folder.</summary>
    public static IServiceCollection AddLearner(this IServiceCollection services)
    {
        services.AddStageRun();
        services.AddStageOptions<LearnerOptions>("Learner");
        services.AddMetrics();
        services.AddSingleton<LearnerTelemetry>();
        services.AddSingleton<LearnerSignal>();
        services.TryAddSingleton<ITrainerSource, CheckpointTrainerSource>();
        services.AddSingleton<StepAssembler>();
        services.AddSingleton<SampledVersions>();
        services.AddSingleton<PolicyUpdateStep>();
        services.AddSingleton<CheckpointRetention>();
        services.AddSingleton<GoodVersions>();
        services.AddHostedService<LearnerLoop>();
        services.AddSignalConsumer<GroupCompletedConsumer>(Stage.Learner);
        return services;
    }
}
