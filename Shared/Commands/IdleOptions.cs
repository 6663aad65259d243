using System.CommandLine;

using Guide.Contracts;

namespace Guide.Commands;

/// <summary>Options that have no use with the others of a command line: an option that does nothing is an error.</summary>
public static class IdleOptions
{
    /// <summary>Refuses the first of them that was given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">Options that would do nothing.</param>
    /// <param name="why">What is wrong with one, behind its name.</param>
    /// <exception cref="GuideException">Exit code 2: one was given.</exception>
    public static void Refuse(ParseResult parsed, IEnumerable<Option> options, string why)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        ArgumentNullException.ThrowIfNull(options);
        if (options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } idle)
        {
            throw GuideException.Usage($"{idle.Name} {why}.");
        }
    }
}
