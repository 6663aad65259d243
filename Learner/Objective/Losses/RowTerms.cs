namespace Guide.Learner.Objective.Losses;

/// <summary>A row's sum of token terms.</summary>
/// <param name="Value">Σ_t of what is maximised, without the aggregation's weight.</param>
/// <param name="ClippedTokens">Tokens whose gradient the clip took or bounded.</param>
/// <param name="LogGamma">ln γ it was shaped with; null = without γ.</param>
internal sealed record RowTerms(double Value, int ClippedTokens, double? LogGamma = null);
