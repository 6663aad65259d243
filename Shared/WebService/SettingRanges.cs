using System.ComponentModel.DataAnnotations;
using System.Reflection;

using Guide.Contracts;

namespace Guide.WebService;

/// <summary>Ends a start whose settings cannot work, before a sandbox or a port is touched.</summary>
public static class SettingRanges
{
    // How the attributes' own messages begin.
    private const string Field = "The field ";

    /// <summary>Looks at every setting of the service and of the settings within it.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="names">What a setting is called where it was given; null or missing = its own name.</param>
    /// <exception cref="GuideException">Each wrong setting by its name, and what it takes (exit code 2).</exception>
    public static void Check(WebServiceOptions options, IReadOnlyDictionary<string, string>? names = null)
    {
        string[] wrong =
        [
            .. OutOfRange(options, "", names),
            .. Within(options).SelectMany(part => OutOfRange(part.Value, $"{part.Name}.", names)),
            .. ListenAddresses.Problem(options.Urls) is string problem ? [$"{NameOf(nameof(options.Urls), names)}: {problem}"] : Array.Empty<string>(),
        ];
        if (wrong.Length > 0)
        {
            throw GuideException.Usage(string.Join(" ", wrong));
        }
    }

    private static IEnumerable<(string Name, object Value)> Within(WebServiceOptions options) =>
        from property in options.GetType().GetProperties()
        where property.PropertyType.IsClass && property.PropertyType.Namespace?.StartsWith("Guide.", StringComparison.Ordinal) == true
        let value = property.GetValue(options)
        where value is not null
        select (property.Name, value);

    private static IEnumerable<string> OutOfRange(object options, string prefix, IReadOnlyDictionary<string, string>? names) =>
        from property in options.GetType().GetProperties()
        from rule in property.GetCustomAttributes<ValidationAttribute>()
        let value = property.GetValue(options)
        where !rule.IsValid(value)
        let message = rule.FormatErrorMessage(NameOf(prefix + property.Name, names)).TrimEnd('.')
        select $"{(message.StartsWith(Field, StringComparison.Ordinal) ? message[Field.Length..] : message)}; got {value}.";

    private static string NameOf(string setting, IReadOnlyDictionary<string, string>? names) => names?.GetValueOrDefault(setting) ?? setting;
}
