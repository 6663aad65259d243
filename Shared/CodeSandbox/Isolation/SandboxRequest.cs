namespace Guide.CodeSandbox.Isolation;

/// <summary>One run: a command with its files, input and limits.</summary>
public sealed record SandboxRequest
{
    /// <summary>Program (a full path) and arguments. Ignored with <see cref="Zygote"/>.</summary>
    public IReadOnlyList<string> Command { get; init; } = ["/bin/false"];

    /// <summary>True: the work folder's main.py is run by a child of the slot's pre-imported Python.</summary>
    public bool Zygote { get; init; }

    /// <summary>True: standard error beyond its limit does not end the run; its end is kept.</summary>
    public bool ErrorTail { get; init; }

    /// <summary>The whole environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Files of the work folder.</summary>
    public IReadOnlyList<SandboxFile> Files { get; init; } = [];

    /// <summary>Files of the work folder to hand back after the run.</summary>
    public IReadOnlyList<string> Fetch { get; init; } = [];

    /// <summary>Total size of what is handed back, bytes.</summary>
    public long FetchBytes { get; init; } = 32L << 20;

    /// <summary>Standard input.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>Limits.</summary>
    public SandboxLimits Limits { get; init; } = new();
}
