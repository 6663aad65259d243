namespace Guide.Learner.Objective.Losses;

/// <summary>sg[clip(ρ, 1−ε_low, 1+ε_high)]·A·log π_θ, per token: the weight is clipped, no token loses its gradient (arXiv 2506.13585, equation 4).</summary>
internal sealed class Cispo(double clipLow, double clipHigh) : IRowObjective
{
    /// <inheritdoc />
    public RowTerms Evaluate(in RowTokens row, Span<double> slopes)
    {
        var (value, clipped) = (0.0, 0);
        for (var t = 0; t < row.Length; t++)
        {
            var ratio = Math.Exp(row.LogRatios[t]);
            var bounded = Math.Clamp(ratio, 1 - clipLow, 1 + clipHigh);
            var weight = row.CorrectionAt(t) * bounded * row.AdvantageAt(t);
            value += weight * row.LogProbs[t];
            slopes[t] = weight;
            clipped += bounded == ratio ? 0 : 1;
        }

        return new(value, clipped);
    }
}
