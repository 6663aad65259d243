namespace Guide.Contracts;

/// <summary>
/// A failure that the domain expects (bad input, an unreachable server, a broken checkpoint): its message is one clear line for the
/// user and the process ends with <see cref="ExitCode"/>. Anything else that reaches the process root is a bug.
/// </summary>
public class GuideException : Exception
{
    /// <summary>A failure while doing what was asked: exit code 1.</summary>
    /// <param name="message">One line: what, where (file and line), and what would be right.</param>
    /// <param name="inner">The cause, for the log.</param>
    public GuideException(string message, Exception? inner = null)
        : this(message, ExitCodes.Failed, inner)
    {
    }

    private GuideException(string message, int exitCode, Exception? inner)
        : base(message, inner) => ExitCode = exitCode;

    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; }

    /// <summary>Wrong usage, configuration or input: exit code 2.</summary>
    public static GuideException Usage(string message, Exception? inner = null) => new(message, ExitCodes.Usage, inner);
}
