using Guide.Cli;

namespace Guide.TestKit;

/// <summary>Runs the guide command in this process, as its Main does.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command line.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args) => RunAsync(args, CancellationToken.None);

    /// <summary>Runs one command line that a token interrupts, as Ctrl-C does.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await GuideRoot.RunAsync(args, TextWriter.Synchronized(output), TextWriter.Synchronized(error), cancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}
