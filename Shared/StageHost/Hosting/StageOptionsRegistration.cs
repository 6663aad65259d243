using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Guide.StageHost;

/// <summary>Registers options records.</summary>
public static class StageOptionsRegistration
{
    /// <summary>
    /// Binds a record to a section of the process's configuration (command line <c>--Section:Key value</c>, environment
    /// <c>GUIDE_SECTION__KEY</c>). Unknown keys, unreadable values and values out of range end the start with exit code 2.
    /// </summary>
    public static OptionsBuilder<TOptions> AddStageOptions<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        services.AddSingleton(new StageOptionsSection(section));
        return services.AddOptions<TOptions>()
            .BindConfiguration(section, static binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
    }
}
