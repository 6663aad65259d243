namespace Guide.Learner.Objective;

/// <summary>A row's share of the loss.</summary>
/// <param name="Loss">−w Σ_t term.</param>
/// <param name="Pull">w Σ_t slope: how hard the row pulls its tokens up (positive) or down (negative), the distance to a reference apart.</param>
/// <param name="ClippedTokens">Tokens whose gradient the clip took or bounded.</param>
/// <param name="LogGamma">ln γ it was shaped with; null = without γ.</param>
/// <param name="Kl">Σ_t of the estimated distance to the reference; null = none is asked for.</param>
internal sealed record RowLoss(double Loss, double Pull, int ClippedTokens, double? LogGamma, double? Kl);
