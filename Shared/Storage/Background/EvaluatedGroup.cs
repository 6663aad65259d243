using Guide.Contracts;

namespace Guide.Storage.Background;

/// <summary>One problem of an evaluation.</summary>
/// <param name="GroupId">Its group.</param>
/// <param name="PromptId">The problem.</param>
/// <param name="Domain">Who judges it.</param>
/// <param name="Difficulty">Its tier; null = none is said.</param>
/// <param name="State">Where the group stands.</param>
/// <param name="DiscardReason">Why it was discarded; None unless it was.</param>
/// <param name="Judged">Completions with a verdict.</param>
/// <param name="Correct">Of them, those judged Correct.</param>
/// <param name="Truncated">Completions that reached their budget.</param>
public sealed record EvaluatedGroup(
    Guid GroupId, string PromptId, Domain Domain, string? Difficulty, GroupState State, DiscardReason DiscardReason, int Judged, int Correct, int Truncated);
