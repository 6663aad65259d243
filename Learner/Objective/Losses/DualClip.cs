namespace Guide.Learner.Objective.Losses;

/// <summary>PPO's clip that for A &lt; 0 is never below c·A: max(min(ρA, clip(ρ)A), cA) (arXiv 1912.09729, equation 5).</summary>
internal sealed class DualClip(double clipLow, double clipHigh, double bound) : IRowObjective
{
    /// <summary>One token's term.</summary>
    public static TokenTerm Term(double logRatio, double advantage, double clipLow, double clipHigh, double bound)
    {
        var term = PpoClip.Term(logRatio, advantage, clipLow, clipHigh);
        return advantage < 0 && term.Value < bound * advantage ? new(bound * advantage, 0, Clipped: true) : term;
    }

    /// <inheritdoc />
    public RowTerms Evaluate(in RowTokens row, Span<double> slopes)
    {
        var (value, clipped) = (0.0, 0);
        for (var t = 0; t < row.Length; t++)
        {
            var term = Term(row.LogRatios[t], row.AdvantageAt(t), clipLow, clipHigh, bound);
            value += row.CorrectionAt(t) * term.Value;
            slopes[t] = row.CorrectionAt(t) * term.Slope;
            clipped += term.Clipped ? 1 : 0;
        }

        return new(value, clipped);
    }
}
