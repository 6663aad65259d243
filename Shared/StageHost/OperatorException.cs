namespace Guide.StageHost;

/// <summary>A failure that the operator can mend: its message is the one line that is printed, its exit code the process's.</summary>
public sealed class OperatorException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="message">One line: what failed, with the values, and what to do where that is known.</param>
    /// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
    /// <param name="innerException">The cause, shown only in debug logs.</param>
    public OperatorException(string message, int exitCode = ExitCodes.Failed, Exception? innerException = null)
        : base(message, innerException) => ExitCode = exitCode;

    /// <summary>The process's exit code.</summary>
    public int ExitCode { get; }
}
