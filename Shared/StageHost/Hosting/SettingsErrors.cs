using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

using Microsoft.Extensions.Options;

namespace Guide.StageHost;

/// <summary>The configuration binder's errors in an operator's words: which setting, and what it takes.</summary>
internal static partial class SettingsErrors
{
    /// <summary>One line for an exception of the binder.</summary>
    public static string Explain(InvalidOperationException binder)
    {
        if (Unreadable().Match(binder.Message) is { Success: true } unreadable)
        {
            var kind = unreadable.Groups["type"].Value switch
            {
                "System.Int32" or "System.Int64" => "a whole number",
                "System.Double" => "a number",
                "System.Boolean" => "true or false",
                "System.TimeSpan" => "a time such as 00:01:30",
                var type => $"a {type.Split('.')[^1]}",
            };
            return $"Setting '{unreadable.Groups["key"].Value}': '{unreadable.Groups["value"].Value}' is not {kind}.";
        }

        return Unknown().Match(binder.Message) is { Success: true } unknown
            ? $"Unknown setting {unknown.Groups["names"].Value} of {unknown.Groups["type"].Value.Replace("Options", "", StringComparison.Ordinal)}; see --help and docs/operations.md."
            : binder.Message;
    }

    [GeneratedRegex(@"^Failed to convert configuration value '(?<value>.*)' at '(?<key>[^']*)' to type '(?<type>[^']*)'", RegexOptions.Singleline, 1000)]
    private static partial Regex Unreadable();

    [GeneratedRegex(@"not found on the instance of (?:\w+\.)*(?<type>\w+): (?<names>.*)$", RegexOptions.Singleline, 1000)]
    private static partial Regex Unknown();

    /// <summary>Data annotations, with the setting's full name before what is wrong.</summary>
    internal sealed class Validation<TOptions>(string section) : IValidateOptions<TOptions>
        where TOptions : class
    {
        public ValidateOptionsResult Validate(string? name, TOptions options)
        {
            var wrong = new List<ValidationResult>();
            return Validator.TryValidateObject(options, new ValidationContext(options), wrong, validateAllProperties: true)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(wrong.Select(result =>
                    $"Setting '{section}:{string.Join(", ", result.MemberNames)}': {Without(result)}"));
        }

        private static string Without(ValidationResult result)
        {
            var message = result.ErrorMessage ?? "is not valid.";
            var field = $"The field {result.MemberNames.FirstOrDefault()} ";
            return message.StartsWith(field, StringComparison.Ordinal) ? message[field.Length..] : message;
        }
    }
}
