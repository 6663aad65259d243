using System.CommandLine;

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
        if (parsed.Errors.Count > 0)
        {
            var of = parsed.CommandResult.Command == root ? "" : $" {parsed.CommandResult.Command.Name}";
            error.WriteLine($"guide: {OneLine(parsed.Errors[0].Message)} Try 'guide{of} --help'.");
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
        catch (Exception exception) when ((exception as GuideException ?? expected?.Invoke(exception)) is { } known)
        {
            error.WriteLine($"guide: {OneLine(known.Message)}");
            return known.ExitCode;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("guide: interrupted.");
            return ExitCodes.Interrupted;
        }
        catch (Exception bug)
        {
            error.WriteLine($"guide: {bug.GetType().Name}: {OneLine(bug.Message)}");
            if (Environment.GetEnvironmentVariable(TraceVariable) is { Length: > 0 })
            {
                error.WriteLine(bug);
            }

            return ExitCodes.Failed;
        }
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
