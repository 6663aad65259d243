using System.CommandLine;
using System.CommandLine.Parsing;

using Guide.Contracts;

namespace Guide.Commands;

/// <summary>How every program of the command line ends: an exit code, and for an error one line on standard error.</summary>
public static class CommandProgram
{
    /// <summary>Set to anything: a bug's whole trace follows its line.</summary>
    private const string TraceVariable = "GUIDE_TRACE";

    /// <summary>Longest wait for a command after Ctrl-C or SIGTERM, which cancel it: what it holds is given back first.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Runs one command line to its exit code.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="args">The command line.</param>
    /// <param name="output">What was asked for.</param>
    /// <param name="error">Errors.</param>
    /// <param name="expected">Failures of the program's own libraries as the user is told of them; null from it, or no function = a bug.</param>
    /// <param name="cancellationToken">Interrupts.</param>
    public static async Task<int> RunAsync(
        Command root, string[] args, TextWriter output, TextWriter error, Func<Exception, GuideException?>? expected, CancellationToken cancellationToken)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0 || OptionAsWord(parsed) is not null)
        {
            var of = parsed.CommandResult.Command == root ? "" : $" {parsed.CommandResult.Command.Name}";
            error.WriteLine($"guide: {OneLine(WrongWord(parsed) ?? MissingCommand(parsed) ?? parsed.Errors[0].Message)} Try 'guide{of} --help'.");
            return ExitCodes.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = output,
                    Error = error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = TerminationTimeout,
                },
                cancellationToken);
        }
        catch (Exception exception)
        {
            var failure = Failure.Of(exception, interrupted: true, expected);
            error.WriteLine($"guide: {failure.Line}");
            if (Environment.GetEnvironmentVariable(TraceVariable) is { Length: > 0 })
            {
                error.WriteLine(exception);
            }

            return failure.ExitCode;
        }
    }

    /// <summary>A word that no command knows, with what was probably meant; null when that is not what is wrong.</summary>
    private static string? WrongWord(ParseResult parsed)
    {
        var word = OptionAsWord(parsed) ?? (parsed.UnmatchedTokens is [var first, ..] ? first : null);
        if (word is null)
        {
            return null;
        }

        var command = parsed.CommandResult.Command;
        var known = word.StartsWith('-') ? command.Options.SelectMany(option => option.Aliases.Append(option.Name)) : command.Subcommands.Select(sub => sub.Name);
        var meant = known.ToList() is { Count: > 0 } words && Nearest.Misspelt(word, words) is { } near ? $"; did you mean '{near}'?" : ".";
        return word.StartsWith('-') ? $"there is no option '{word}'{meant}"
            : command.Subcommands.Count > 0 ? $"there is no command '{word}'{meant}"
            : $"'{word}' is one word too many.";
    }

    /// <summary>A command that only holds others, given alone; null when that is not what is wrong.</summary>
    private static string? MissingCommand(ParseResult parsed) =>
        parsed.CommandResult.Command is { Action: null, Subcommands.Count: > 0 } command
            ? $"{(command.Parents.Any() ? $"guide {command.Name}" : "guide")} needs a command: {string.Join(", ", command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name))}."
            : null;

    /// <summary>An option that nobody knows and that stands where words may stand: it would be taken for one. Stages read their own options.</summary>
    private static string? OptionAsWord(ParseResult parsed) =>
        parsed.CommandResult.Command.TreatUnmatchedTokensAsErrors
            ? parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value)
                .FirstOrDefault(word => word is ['-', not (>= '0' and <= '9'), ..])
            : null;

    private static string OneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
