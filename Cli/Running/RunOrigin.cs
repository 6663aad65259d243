using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Guide.Cli.Running;

/// <summary>What an experiment was started with, so that its report can say how to repeat it.</summary>
/// <param name="Command">The command line, without passwords.</param>
/// <param name="Commit">The commit of the program; null = it was not built from a repository.</param>
/// <param name="Machine">Kind of processor, cores, operating system; not its name.</param>
internal sealed partial record RunOrigin(string Command, string? Commit, string Machine)
{
    /// <summary>Of this process.</summary>
    public static RunOrigin Here() => new(CommandOf(Environment.GetCommandLineArgs()), CommitOf(typeof(RunOrigin).Assembly), MachineHere());

    /// <summary>A command line as it was typed, but for the program's path and passwords in addresses.</summary>
    internal static string CommandOf(IReadOnlyList<string> args) =>
        string.Join(' ', args.Skip(1).Select(word => Password().Replace(word, "${before}…${after}")).Select(word => word.Length == 0 || word.Any(c => char.IsWhiteSpace(c) || c is '"' or '\\') ? $"'{word}'" : word).Prepend("./guide"));

    private static string? CommitOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') is [_, { Length: >= 12 } commit] ? commit[..12] : null;

    private static string MachineHere()
    {
        var processor = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : null;
        return string.Create(CultureInfo.InvariantCulture, $"{processor ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}");
    }

    [GeneratedRegex(@"(?<before>://[^:/@\s]*:)[^@\s]*(?<after>@)|(?<before>(?:[Pp]assword|Pwd)=)[^;\s]*", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Password();
}
