using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Guide.Storage;

/// <summary>Registers the database and the verbs on it.</summary>
public static class StorageRegistration
{
    /// <summary>Registers the database that the options name.</summary>
    public static IServiceCollection AddGuideStorage(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services.AddGuideStorage(provider => provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.Open());
    }

    /// <summary>Registers a database that the caller opens.</summary>
    public static IServiceCollection AddGuideStorage(this IServiceCollection services, Func<IServiceProvider, GuideDatabase> open)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton(open);
        return services;
    }
}
