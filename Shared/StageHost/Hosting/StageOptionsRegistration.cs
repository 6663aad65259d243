using Guide.Contracts;

using Microsoft.Extensions.Configuration;
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
        services.AddSingleton<IValidateOptions<TOptions>>(new RangeValidation<TOptions>(section));
        return services.AddOptions<TOptions>()
            .Configure<IConfiguration>((options, configuration) => Bind(options, configuration, section))
            .ValidateOnStart();
    }

    /// <summary>Ends the start when a setting belongs to no options record of this process.</summary>
    /// <param name="services">With the stages registered.</param>
    /// <param name="settings">Names; those without a colon are the process's own and are let through.</param>
    /// <exception cref="GuideException">A section is unknown (exit code 2).</exception>
    public static void RefuseUnknownSections(this IServiceCollection services, IEnumerable<string> settings)
    {
        var sections = services.Where(static service => service.ServiceType == typeof(StageOptionsSection))
            .Select(static service => ((StageOptionsSection)service.ImplementationInstance!).Name)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.Ordinal)
            .ToArray();
        foreach (var name in settings.Where(static name => name.Contains(':', StringComparison.Ordinal)))
        {
            if (!sections.Any(section => name.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase)))
            {
                throw GuideException.Usage($"Unknown setting '{name}': there are the sections {string.Join(", ", sections)}.");
            }
        }
    }

    private static void Bind<TOptions>(TOptions options, IConfiguration configuration, string section)
        where TOptions : class
    {
        try
        {
            configuration.GetSection(section).Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException exception)
        {
            throw SettingsErrors.Explain(section, exception);
        }
    }
}
