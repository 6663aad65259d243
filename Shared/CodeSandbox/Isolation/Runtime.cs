namespace Guide.CodeSandbox.Isolation;

/// <summary>How one language is compiled and run: a row of <see cref="RuntimeTable"/>. In arguments "{program}" is the found executable, "{folder}" the folder where it really lives, "{memory}" the run's memory and "{stack}" its stack in megabytes.</summary>
public sealed record Runtime
{
    /// <summary>The largest stack that every runtime takes, megabytes (Java refuses a gigabyte).</summary>
    internal const long MostStackMegabytes = 1000;

    /// <summary>Its name, as SandboxFusion spells it.</summary>
    public required string Name { get; init; }

    /// <summary>Other spellings.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The executables that it may be, in order of preference; the first that exists is used.</summary>
    public required IReadOnlyList<string> Programs { get; init; }

    /// <summary>The source's file name.</summary>
    public required string SourceFile { get; init; }

    /// <summary>Compile step; empty = none.</summary>
    public IReadOnlyList<string> Compile { get; init; } = [];

    /// <summary>What the compile step leaves and the run needs.</summary>
    public string? Artifact { get; init; }

    /// <summary>True: a request may give the run further arguments.</summary>
    public bool TakesArguments { get; init; }

    /// <summary>The run.</summary>
    public required IReadOnlyList<string> Run { get; init; }

    /// <summary>Environment of the run and the compile step, beside the common one.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>True: the run may be a child of the Python zygote.</summary>
    public bool Zygote { get; init; }

    /// <summary>False: the runtime reserves far more address space than it uses, so only the memory's limit holds.</summary>
    public bool LimitAddressSpace { get; init; } = true;

    /// <summary>Memory of the runtime itself, added to a run's limit, bytes.</summary>
    public long ExtraMemoryBytes { get; init; }

    /// <summary>Threads of the runtime itself, added to a run's limit.</summary>
    public int ExtraProcesses { get; init; }

    /// <summary>Host folders beside /usr that it needs, read-only.</summary>
    public IReadOnlyList<string> Binds { get; init; } = [];

    /// <summary>What must exist beside the executable (a folder of the toolchain); null = nothing.</summary>
    public string? Needs { get; init; }

    /// <summary>The executable that was found here.</summary>
    public string Program { get; init; } = "";

    /// <summary>The folder of that executable, links resolved.</summary>
    public string Folder { get; init; } = "";
}
