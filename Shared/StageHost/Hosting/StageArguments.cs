using System.Collections;
using System.Globalization;

using Guide.Contracts;

using Microsoft.Extensions.Logging;

namespace Guide.StageHost;

/// <summary>The command line and environment of a stage's process: <c>--name value</c> or <c>--name=value</c>; environment <c>GUIDE_NAME</c>.</summary>
internal static class StageArguments
{
    private const string EnvironmentPrefix = "GUIDE_";

    /// <summary>Names of the process's own settings; others must be <c>Section:Key</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["run", "broker", "database", "checkpoints", "http-port", "log-level"];

    /// <summary>
    /// Reads both sources; the command line wins. Environment variables of other parts of the project (one word, not in
    /// <see cref="Names"/>) are left alone; those with a double underscore are sections.
    /// </summary>
    /// <exception cref="GuideException">An unknown name or a missing value (exit code 2).</exception>
    public static Dictionary<string, string?> Read(IReadOnlyList<string> args, IReadOnlyDictionary<string, string> environment)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (variable, value) in environment)
        {
            if (!variable.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
            {
                continue;
            }

            var name = variable[EnvironmentPrefix.Length..];
            if (name.Contains("__", StringComparison.Ordinal))
            {
                settings[name.Replace("__", ":", StringComparison.Ordinal)] = value;
            }
            else if (Names.Contains(name.Replace('_', '-').ToLowerInvariant()) && value.Length > 0)
            {
                settings[name.Replace('_', '-').ToLowerInvariant()] = value;
            }
        }

        for (var i = 0; i < args.Count; i++)
        {
            var arg = args[i];
            if (!arg.StartsWith("--", StringComparison.Ordinal))
            {
                throw GuideException.Usage($"Unexpected argument '{arg}'; see --help.");
            }

            var separator = arg.IndexOf('=', StringComparison.Ordinal);
            var name = separator < 0 ? arg[2..] : arg[2..separator];
            if (!name.Contains(':', StringComparison.Ordinal) && !Names.Contains(name))
            {
                throw GuideException.Usage($"Unknown option '--{name}'{Nearest(name)}; see --help.");
            }

            if (separator >= 0)
            {
                settings[name] = arg[(separator + 1)..];
            }
            else if (i + 1 < args.Count)
            {
                settings[name] = args[++i];
            }
            else
            {
                throw GuideException.Usage($"Option '--{name}' needs a value; see --help.");
            }
        }

        return settings;
    }

    /// <summary>The settings that must be given.</summary>
    /// <exception cref="GuideException">One is missing or unreadable (exit code 2).</exception>
    public static RunSettings ToRunSettings(IReadOnlyDictionary<string, string?> settings) => new()
    {
        RunId = Required(settings, "run"),
        Broker = Bus.BrokerAddress.Parse(Required(settings, "broker")),
        Database = Required(settings, "database"),
        Checkpoints = Required(settings, "checkpoints"),
    };

    /// <summary>The port of health and metrics; 0 = a free one.</summary>
    /// <exception cref="GuideException">Not a port (exit code 2).</exception>
    public static int Port(IReadOnlyDictionary<string, string?> settings) =>
        !settings.TryGetValue("http-port", out var text)
            ? 0
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
                ? port
                : throw GuideException.Usage($"--http-port must be a port, 0 for a free one; got '{text}'.");

    /// <summary>The least severe messages that are logged.</summary>
    /// <exception cref="GuideException">Not a level (exit code 2).</exception>
    public static LogLevel LogLevel(IReadOnlyDictionary<string, string?> settings) =>
        !settings.TryGetValue("log-level", out var text)
            ? Microsoft.Extensions.Logging.LogLevel.Information
            : Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) && Enum.IsDefined(level)
                ? level
                : throw GuideException.Usage($"--log-level must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}; got '{text}'.");

    /// <summary>The environment of this process.</summary>
    public static Dictionary<string, string> Environment() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(
            static entry => (string)entry.Key, static entry => (string?)entry.Value ?? "", StringComparer.Ordinal);

    private static string Required(IReadOnlyDictionary<string, string?> settings, string name) =>
        settings.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value)
            ? value
            : throw GuideException.Usage($"Missing --{name} (or GUIDE_{name.ToUpperInvariant()}); see --help.");

    private static string Nearest(string name)
    {
        var nearest = Names.FirstOrDefault(known => known.StartsWith(name, StringComparison.OrdinalIgnoreCase)
            || name.StartsWith(known, StringComparison.OrdinalIgnoreCase)
            || string.Equals(known.Replace("-", "", StringComparison.Ordinal), name.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
        return nearest is null ? "" : $" (did you mean --{nearest}?)";
    }
}
