namespace Guide.CodeSandbox.Isolation;

/// <summary>What one run may use.</summary>
public sealed record SandboxLimits
{
    /// <summary>Wall clock of the whole run.</summary>
    public TimeSpan Wall { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Processor time of all processes of the run together; without writable cgroups of each process, in whole seconds (rounded up).</summary>
    public TimeSpan Cpu { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Memory of the run with all its processes and its files, bytes; without writable cgroups, address space of each process.</summary>
    public long MemoryBytes { get; init; } = 512L << 20;

    /// <summary>Without writable cgroups: address space of each process, bytes; 0 = not limited (runtimes that reserve far more than they use).</summary>
    public long AddressSpaceBytes { get; init; }

    /// <summary>Processes and threads at one time.</summary>
    public int Processes { get; init; } = 64;

    /// <summary>The private file system, bytes; its memory counts against <see cref="MemoryBytes"/> too.</summary>
    public long DiskBytes { get; init; } = 64L << 20;

    /// <summary>Files and folders in the private file system.</summary>
    public int DiskInodes { get; init; } = 4096;

    /// <summary>Bytes that stdout, and stderr, may each produce; one more ends the run.</summary>
    public long OutputBytes { get; init; } = 4L << 20;

    /// <summary>Open descriptors of each process.</summary>
    public int OpenFiles { get; init; } = 256;

    /// <summary>Stack of the main thread, bytes; 0 = as much as there is memory (without writable cgroups 64 MiB).</summary>
    public long StackBytes { get; init; }
}
