namespace Guide.CodeSandbox.Isolation;

/// <summary>How a run ended.</summary>
public enum RunEnd
{
    /// <summary>The main process ended by itself; the code is its exit code.</summary>
    Exited = 0,

    /// <summary>The main process was killed; the code is the signal.</summary>
    Signaled = 1,

    /// <summary>The sandbox failed; nothing is known of the candidate.</summary>
    Fault = 2,
}
