using Guide.Contracts;
using Guide.StageHost.Bus;
using Guide.Storage;

using MassTransit;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Guide.StageHost.Runs;

/// <summary>Registers what every stage needs of its run.</summary>
public static class StageRuns
{
    /// <summary>Database and verbs, the active run, the end of the run, poisoned groups. Called by every <c>AddX</c>; once is enough for a process.</summary>
    public static IServiceCollection AddStageRun(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(static service => service.ServiceType == typeof(ActiveRun)))
        {
            return services;
        }

        services.AddStageOptions<RunOptions>("Watch");
        services.AddStageOptions<ClaimOptions>(ClaimOptions.Section);
        services.AddSingleton<ActiveRun>();
        // First of the hosted services: nothing may ask for the recipe before it is read.
        services.AddSingleton<IHostedService, RunStartup>();
        services.AddGuideStorage(static provider => Open(provider.GetRequiredService<RunSettings>()));
        services.AddSingleton<GroupHandler>();
        services.AddSingleton<DiscardNotice>();
        services.TryAddSingleton<IPoisonedGroups, PoisonedGroups>();
        services.TryAddSingleton<IFaultPoints>(static _ =>
            Environment.GetEnvironmentVariable(KillAtFaultPoint.Variable) is { Length: > 0 } fault ? new KillAtFaultPoint(fault) : new NoFaults());
        services.AddSingleton<IHostedService, RunWatcher>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database");
        services.Configure<MassTransitHostOptions>(static host =>
        {
            // A stopping process gives its messages back; it does not wait for long work.
            host.ConsumerStopTimeout = TimeSpan.FromSeconds(5);
            host.StopTimeout = TimeSpan.FromSeconds(20);
        });
        return services;
    }

    private static GuideDatabase Open(RunSettings settings)
    {
        try
        {
            return DatabaseConnection.Open(settings.Database);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw GuideException.Usage(exception.Message, exception);
        }
    }
}
