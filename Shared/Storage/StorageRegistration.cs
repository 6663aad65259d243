using Guide.Storage.Background;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Guide.Storage;

/// <summary>Registers the database and the verbs on it.</summary>
public static class StorageRegistration
{
    /// <summary>Registers the database at a connection (see <see cref="DatabaseConnection"/>) and every verb.</summary>
    public static IServiceCollection AddGuideStorage(this IServiceCollection services, string connection) =>
        services.AddGuideStorage(_ => DatabaseConnection.Open(connection));

    /// <summary>Registers a database and every verb. May be called once for each stage of a process; the first call opens.</summary>
    public static IServiceCollection AddGuideStorage(this IServiceCollection services, Func<IServiceProvider, GuideDatabase> open)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(open);
        services.TryAddSingleton<RunStore>();
        services.TryAddSingleton<Admission>();
        services.TryAddSingleton<GroupClaims>();
        services.TryAddSingleton<GroupTransitions>();
        services.TryAddSingleton<GroupReads>();
        services.TryAddSingleton<Reconciliation>();
        services.TryAddSingleton<Leases>();
        services.TryAddSingleton<LineageReader>();
        services.TryAddSingleton<StepCommit>();
        services.TryAddSingleton<RunEnd>();
        services.TryAddSingleton<EvaluationGroups>();
        services.TryAddSingleton<ReplayGroups>();
        services.TryAddSingleton<BackgroundDispatch>();
        services.TryAddSingleton<HintShelf>();
        services.TryAddSingleton<RunHints>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ClaimHeartbeat>());
        return services;
    }
}
