using System.Text.Json.Serialization;

using Guide.Contracts;

namespace Guide.Cli.Evaluation;

/// <summary>One completion of an evaluation and what the verifier said of it: a line of <c>guide eval --output</c>.</summary>
/// <param name="PromptId">The problem.</param>
/// <param name="Tier">Its difficulty.</param>
/// <param name="Guided">True: the prompt had its hint.</param>
/// <param name="Sample">Which of the problem's completions, from 0.</param>
/// <param name="Text">What the model said.</param>
/// <param name="Tokens">How long it is.</param>
/// <param name="FinishReason">Why it ended.</param>
/// <param name="Gold">The right answer; null for code.</param>
/// <param name="Outcome">The verdict.</param>
/// <param name="Reward">0 or 1; null = not judged.</param>
/// <param name="Detail">Why.</param>
internal sealed record JudgedCompletion(
    string PromptId, string Tier, bool Guided, int Sample, string Text, int Tokens, FinishReason FinishReason, string? Gold, VerdictOutcome Outcome, double? Reward, string? Detail)
{
    /// <summary>Who judged it.</summary>
    [JsonIgnore]
    public Domain Domain { get; init; }
}
