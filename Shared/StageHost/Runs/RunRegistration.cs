using Guide.StageHost.Bus;
using Guide.StageHost.Outages;
using Guide.Storage;

using MassTransit;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Guide.StageHost.Runs;

/// <summary>Registers what every stage needs of its run.</summary>
public static class RunRegistration
{
    /// <summary>Database and verbs, the active run, the end of the run, poisoned groups. Called by every <c>AddX</c>; once is enough for a process.</summary>
    public static IServiceCollection AddStageRun(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.FirstOrDefault(static service => service.ServiceType == typeof(StagesHere))?.ImplementationInstance is StagesHere stages)
        {
            stages.Count++;
            return services;
        }

        services.AddSingleton(new StagesHere());

        services.AddStageOptions<WatchOptions>("Watch");
        services.AddStageOptions<ClaimOptions>(ClaimOptions.Section);
        services.AddSingleton<ActiveRun>();
        // First of the hosted services: nothing may ask for the recipe before it is read.
        services.AddSingleton<IHostedService, RunStartup>();
        services.AddGuideStorage(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<DatabaseOptions>>().Value;
            return DatabaseConnection.Open(provider.GetRequiredService<RunSettings>().Database, options with { PoolSize = options.PoolSize * provider.GetRequiredService<StagesHere>().Count });
        });
        services.AddStageOptions<DatabaseOptions>(DatabaseOptions.Section);
        services.AddSingleton<IServerProbe, DatabaseProbe>();
        services.AddSingleton<GroupHandler>();
        services.AddSingleton<DiscardNotice>();
        services.AddSingleton<ActiveStandby>();
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
}
