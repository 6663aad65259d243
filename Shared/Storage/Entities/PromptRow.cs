using System.Text.Json;

using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.Storage.Entities;

/// <summary>One prompt of a run's data.</summary>
public sealed class PromptRow : IVerifiablePrompt
{
    /// <summary>The set whose prompts are admitted for training.</summary>
    public const string TrainSet = "train";

    /// <summary>The set that a run measures itself on.</summary>
    public const string HeldOutSet = "held-out";

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>Unique in the run.</summary>
    public required string PromptId { get; init; }

    /// <summary>"train", or the name of a held-out set.</summary>
    public required string PromptSet { get; init; }

    /// <summary>Index in its set, from 0 without gaps.</summary>
    public required int Position { get; init; }

    /// <summary>Which verifier judges it.</summary>
    public required Domain Domain { get; init; }

    /// <summary>The task as the policy reads it, before any template.</summary>
    public required string Text { get; init; }

    /// <summary>The reference answer; null only for code.</summary>
    public string? Gold { get; init; }

    /// <summary>Code only: the tests, as JSON.</summary>
    public string? Tests { get; init; }

    /// <summary>The hint that came with the data, unchecked; null = none.</summary>
    public string? Hint { get; init; }

    /// <summary>A worked solution, or a reference program, that hints may be made of; null = none is known.</summary>
    public string? Solution { get; init; }

    /// <summary>Tier by which results are grouped; null = one tier.</summary>
    public string? Difficulty { get; init; }

    /// <summary>Science: relative tolerance; null = the verifier's own.</summary>
    public double? RelTol { get; init; }

    /// <summary>Where it comes from.</summary>
    public string? Source { get; init; }

    JsonElement? IVerifiablePrompt.Tests => Tests is { } tests ? JsonSerializer.Deserialize<JsonElement>(tests) : null;
}
