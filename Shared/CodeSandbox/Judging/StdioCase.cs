namespace Guide.CodeSandbox.Judging;

/// <summary>One case of a stdin/stdout problem.</summary>
public sealed record StdioCase
{
    /// <summary>What the program reads.</summary>
    public required string Input { get; init; }

    /// <summary>What it must write. Never enters the sandbox.</summary>
    public required string Output { get; init; }
}
