namespace Guide.CodeSandbox.Isolation;

/// <summary>A file that is put into a run's work folder before it starts.</summary>
/// <param name="Name">Relative path: no empty, "." or ".." part, at most 200 bytes.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Executable">True: may be started as a program.</param>
public sealed record SandboxFile(string Name, ReadOnlyMemory<byte> Content, bool Executable = false);
