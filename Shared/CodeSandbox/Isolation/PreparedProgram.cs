namespace Guide.CodeSandbox.Isolation;

/// <summary>A program that is ready to run: compiled if its language is.</summary>
/// <param name="Runtime">Its language.</param>
/// <param name="Files">What a run needs in its work folder.</param>
/// <param name="CompileResult">The compile step's result; null = no such step, or the binary was in the cache.</param>
public sealed record PreparedProgram(Runtime Runtime, IReadOnlyList<SandboxFile> Files, SandboxResult? CompileResult)
{
    /// <summary>False: the compiler refused it; there is nothing to run.</summary>
    public required bool Compiled { get; init; }

    /// <summary>Why there is nothing to run, in a line; empty = it was compiled.</summary>
    public string Problem { get; init; } = "";

    /// <summary>The request that runs it.</summary>
    /// <param name="input">Standard input.</param>
    /// <param name="limits">Limits of the candidate; the runtime's own needs are added.</param>
    /// <param name="cold">True: never from the zygote.</param>
    public SandboxRequest Request(ReadOnlyMemory<byte> input, SandboxLimits limits, bool cold = false) => new()
    {
        Zygote = Runtime.Zygote && !cold,
        Command = ProgramRunner.Fill(Runtime, Runtime.Run, limits),
        Environment = ProgramRunner.Environment(Runtime),
        Files = Files,
        Input = input,
        // What the program brings along has room beside what it may write.
        Limits = ProgramRunner.Extend(limits with { DiskBytes = limits.DiskBytes + Files.Sum(f => (long)f.Content.Length), DiskInodes = limits.DiskInodes + Files.Count }, Runtime),
    };
}
