using Guide.Answers;
using Guide.Contracts.Judging;
using Guide.OwnVerifiers;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.StageHost.Runs;
using Guide.VerifierConsumer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Guide.VerifierConsumer;

/// <summary>Registers the stage; the same in both modes.</summary>
public static class VerifierRegistration
{
    /// <summary>Adds a VerifierConsumer to the process. A <see cref="VerifierSet"/> registered before replaces the default one.</summary>
    public static IServiceCollection AddVerifierConsumer(this IServiceCollection services)
    {
        services.AddStageRun();
        services.AddStageOptions<VerifierOptions>("Verifier");
        services.AddMetrics();
        services.AddSingleton<VerifierTelemetry>();
        services.AddStageOptions<CodeVerificationOptions>("CodeVerification");
        services.TryAddSingleton<IVerifier>(static provider =>
            provider.GetRequiredService<IOptions<CodeVerificationOptions>>().Value.CreateVerifier(
                TimeProvider.System, provider.GetService<ILogger<RemoteCodeVerifier>>()));
        services.AddSingleton(static provider => OwnVerifierSet.Of(provider.GetRequiredService<ActiveRun>().Recipe.Verification, TimeProvider.System));
        services.TryAddSingleton(static provider => AnswerVerifiers.Set(provider.GetService<IVerifier>()).With(provider.GetRequiredService<OwnVerifierSet>().All));
        services.AddSingleton<IRolloutJudge>(static provider =>
        {
            var recipe = provider.GetRequiredService<ActiveRun>().Recipe.Verification;
            return recipe.ScriptedReward is { } script
                ? new ScriptedJudge(script)
                : new VerifierJudge(provider.GetRequiredService<VerifierSet>(), recipe.ToFormat());
        });
        services.AddHostedService<JudgeStartup>();
        services.AddSingleton<JudgeOutage>();
        services.AddHostedService(static provider => provider.GetRequiredService<JudgeOutage>());
        services.AddSingleton<GroupVerifier>();
        services.AddGroupConsumer<GroupSampledConsumer>(Stage.Verifier, static provider => provider.GetRequiredService<IOptions<VerifierOptions>>().Value.Groups);
        return services;
    }
}
