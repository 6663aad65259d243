namespace Guide.Cli.Reporting;

/// <summary>How many columns lines may have.</summary>
internal static class TerminalWidth
{
    /// <summary>A terminal's width; a file has room for everything.</summary>
    public static int Of(TextWriter output) => ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected ? Console.WindowWidth : int.MaxValue;
}
