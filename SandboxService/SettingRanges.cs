using System.ComponentModel.DataAnnotations;
using System.Reflection;

using Guide.Contracts;

namespace Guide.SandboxService;

/// <summary>Ends a start whose settings cannot work, before a sandbox or a port is touched.</summary>
internal static class SettingRanges
{
    // How the attributes' own messages begin.
    private const string Field = "The field ";

    /// <summary>Looks at every setting of the service and of its sandbox.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="names">What a setting is called where it was given; null or missing = its own name.</param>
    /// <exception cref="GuideException">Each wrong setting by its name, and what it takes (exit code 2).</exception>
    public static void Check(SandboxServiceOptions options, IReadOnlyDictionary<string, string>? names = null)
    {
        string[] wrong =
        [
            .. OutOfRange(options, "", names),
            .. OutOfRange(options.Sandbox, $"{nameof(options.Sandbox)}.", names),
            .. ListenAddresses.Problem(options.Urls) is string problem ? [$"{NameOf(nameof(options.Urls), names)}: {problem}"] : Array.Empty<string>(),
        ];
        if (wrong.Length > 0)
        {
            throw GuideException.Usage(string.Join(" ", wrong));
        }
    }

    private static IEnumerable<string> OutOfRange(object options, string prefix, IReadOnlyDictionary<string, string>? names) =>
        from property in options.GetType().GetProperties()
        from rule in property.GetCustomAttributes<ValidationAttribute>()
        let value = property.GetValue(options)
        where !rule.IsValid(value)
        let message = rule.FormatErrorMessage(NameOf(prefix + property.Name, names)).TrimEnd('.')
        select $"{(message.StartsWith(Field, StringComparison.Ordinal) ? message[Field.Length..] : message)}; got {value}.";

    private static string NameOf(string setting, IReadOnlyDictionary<string, string>? names) => names?.GetValueOrDefault(setting) ?? setting;
}
