namespace Guide.CodeSandbox.Isolation;

/// <summary>Which limits a run reached.</summary>
[Flags]
public enum StopReasons
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The wall clock ran out.</summary>
    Wall = 1,

    /// <summary>Too much output.</summary>
    Output = 2,

    /// <summary>The kernel killed at least one process of the run because its memory was used up.</summary>
    Memory = 4,

    /// <summary>The caller gave up.</summary>
    Canceled = 8,

    /// <summary>A process or thread was refused.</summary>
    Processes = 16,

    /// <summary>Processor time ran out.</summary>
    Cpu = 32,
}
