namespace Guide.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage, configuration or input.</summary>
    public const int Usage = 2;

    /// <summary>Interrupted; state is saved and the same command resumes.</summary>
    public const int Interrupted = 130;
}
