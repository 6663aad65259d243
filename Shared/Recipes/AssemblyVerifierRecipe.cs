using System.ComponentModel.DataAnnotations;

namespace Guide.Recipes;

/// <summary>A judge of the user's own that is a .NET assembly, loaded into this process (docs/own-verifiers.md).</summary>
public sealed record AssemblyVerifierRecipe
{
    /// <summary>The assembly's file (.dll), which judges the domain assembly; null = there is none.</summary>
    [RecipePath]
    public string? Path { get; init; }

    /// <summary>Full name of its class; null = it has one that judges.</summary>
    public string? Type { get; init; }

    /// <summary>SHA-256 that the file must have, hexadecimal; null = any. What it has stands in the version of its verdicts.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Longest judgement of one completion.</summary>
    [Range(0.01, 3600.0)]
    public double TimeoutSeconds { get; init; } = 30;

    /// <summary>Completions judged at one time, of one process.</summary>
    [Range(1, 1024)]
    public int Concurrency { get; init; } = 32;
}
