using Guide.HintConsumer.Making;
using Guide.HintConsumer.Teaching;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.StageHost.Runs;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Guide.HintConsumer;

/// <summary>Registers the stage; the same in both modes.</summary>
public static class HintRegistration
{
    /// <summary>Adds a HintConsumer to the process.</summary>
    public static IServiceCollection AddHintConsumer(this IServiceCollection services)
    {
        services.AddStageRun();
        services.AddStageOptions<HintOptions>("Hint");
        services.AddMetrics();
        services.AddSingleton<HintTelemetry>();
        services.AddSingleton<Hints>();
        services.AddStageOptions<TeacherOptions>(TeacherOptions.Section);
        services.AddSingleton<IValidateOptions<TeacherOptions>, TeacherOptionsValidation>();
        services.AddSingleton<HintWaits>();
        services.AddHostedService(static provider => provider.GetRequiredService<HintWaits>());
        services.AddSingleton<RolloutTally>();
        services.AddGroupConsumer<GroupVerifiedConsumer>(Stage.Hint, static provider => provider.GetRequiredService<IOptions<HintOptions>>().Value.Groups);
        return services;
    }
}
