using System.Text.RegularExpressions;

using Guide.Contracts;

namespace Guide.StageHost;

/// <summary>The configuration binder's errors in an operator's words: which setting, and what it takes.</summary>
internal static partial class SettingsErrors
{
    /// <summary>What the binder found wrong in a section (exit code 2).</summary>
    public static GuideException Explain(string section, InvalidOperationException binder)
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
            return GuideException.Usage($"Setting '{unreadable.Groups["key"].Value}': '{unreadable.Groups["value"].Value}' is not {kind}.", binder);
        }

        return GuideException.Usage(
            Unknown().Match(binder.Message) is { Success: true } unknown
                ? $"Unknown setting {unknown.Groups["names"].Value} of {section}; see --help and docs/operations.md."
                : $"Section {section}: {binder.Message}",
            binder);
    }

    [GeneratedRegex(@"^Failed to convert configuration value '(?<value>.*)' at '(?<key>[^']*)' to type '(?<type>[^']*)'", RegexOptions.Singleline, 1000)]
    private static partial Regex Unreadable();

    [GeneratedRegex(@"not found on the instance of [^:]+: (?<names>.*)$", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unknown();
}
