namespace Guide.Contracts;

/// <summary>What every program of the project returns.</summary>
public static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed: an unreachable broker or database, a broken checkpoint, a bug.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage or configuration.</summary>
    public const int Usage = 2;

    /// <summary>Interrupted: what was committed is stored, the same command resumes.</summary>
    public const int Interrupted = 130;
}
