using System.Text.Json;

namespace Guide.Contracts.Judging;

/// <summary>A prompt as verifiers see it, wherever it is kept: in a file or in the database.</summary>
public interface IVerifiablePrompt
{
    /// <summary>Which verifier judges it.</summary>
    Domain Domain { get; }

    /// <summary>The task as the policy reads it, before any template.</summary>
    string Text { get; }

    /// <summary>The reference answer; null only for code.</summary>
    string? Gold { get; }

    /// <summary>Code only: the tests.</summary>
    JsonElement? Tests { get; }

    /// <summary>Science: relative tolerance; null = the verifier's own.</summary>
    double? RelTol { get; }
}
