namespace Guide.Learner.Objective;

/// <summary>A row's share of the loss.</summary>
/// <param name="Loss">−w Σ_t term.</param>
/// <param name="Pull">w Σ_t slope: how hard the row pulls its tokens up (positive) or down (negative).</param>
/// <param name="ClippedTokens">Tokens whose gradient the clip took.</param>
/// <param name="LogGamma">ln γ it was shaped with; null = unguided.</param>
public sealed record RowLoss(double Loss, double Pull, int ClippedTokens, double? LogGamma);
