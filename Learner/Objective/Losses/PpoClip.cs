namespace Guide.Learner.Objective.Losses;

/// <summary>min(ρA, clip(ρ, 1−ε_low, 1+ε_high)·A), per token (arXiv 1707.06347, equation 7; ε_high > ε_low: arXiv 2503.14476, equation 8).</summary>
internal sealed class PpoClip(double clipLow, double clipHigh) : IRowObjective
{
    /// <summary>One token's term.</summary>
    public static TokenTerm Term(double logRatio, double advantage, double clipLow, double clipHigh)
    {
        var ratio = Math.Exp(logRatio);
        var bounded = Math.Clamp(ratio, 1 - clipLow, 1 + clipHigh);
        return bounded * advantage < ratio * advantage
            ? new(bounded * advantage, 0, Clipped: true)
            : new(ratio * advantage, LogRatio.IsInside(logRatio) ? ratio * advantage : 0, Clipped: false);
    }

    /// <inheritdoc />
    public RowTerms Evaluate(in RowTokens row, Span<double> slopes)
    {
        var (value, clipped) = (0.0, 0);
        for (var t = 0; t < row.Length; t++)
        {
            var term = Term(row.LogRatios[t], row.AdvantageAt(t), clipLow, clipHigh);
            value += row.CorrectionAt(t) * term.Value;
            slopes[t] = row.CorrectionAt(t) * term.Slope;
            clipped += term.Clipped ? 1 : 0;
        }

        return new(value, clipped);
    }
}
