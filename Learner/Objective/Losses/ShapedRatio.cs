using Guide.Recipes;

namespace Guide.Learner.Objective.Losses;

/// <summary>ρ̃A for guided tokens, never clipped (arXiv 2506.13923; docs/algorithm.md, "One step", 5).</summary>
/// <param name="guidance">Shaping.</param>
/// <param name="batchLogGamma">ln γ of the optimizer batch; not read under sequence scope or by a shaping without a quantile.</param>
internal sealed class ShapedRatio(GuidanceRecipe guidance, double? batchLogGamma) : IRowObjective
{
    /// <summary>One token's term.</summary>
    /// <param name="logRatio">ln ρ against the hinted context.</param>
    /// <param name="advantage">A.</param>
    /// <param name="shaping">The form of ρ̃.</param>
    /// <param name="logGamma">ln γ of percentile and constant shaping; not read by the others.</param>
    /// <param name="power">c of ρ^c; not read by the others.</param>
    public static TokenTerm Term(double logRatio, double advantage, Shaping shaping, double logGamma, double power)
    {
        var (value, slope) = shaping switch
        {
            Shaping.Percentile or Shaping.Constant => Sigmoid(logRatio - logGamma),
            Shaping.Power => (Math.Exp(power * logRatio), power * Math.Exp(power * logRatio)),
            Shaping.None => (Math.Exp(logRatio), Math.Exp(logRatio)),
            _ => throw new InvalidOperationException($"{shaping} shapes no ratio"),
        };
        return new(value * advantage, LogRatio.IsInside(logRatio) ? slope * advantage : 0, Clipped: false);
    }

    /// <inheritdoc />
    public RowTerms Evaluate(in RowTokens row, Span<double> slopes)
    {
        double? logGamma = guidance switch
        {
            { Shaping: Shaping.Percentile, Scope: ShapingScope.Sequence } => Gamma.Log(row.LogRatios, guidance) ?? 0,
            { Shaping: Shaping.Percentile } => batchLogGamma ?? throw new InvalidOperationException("a guided row without γ"),
            { Shaping: Shaping.Constant } => Math.Log(guidance.Constant),
            _ => null,
        };
        var value = 0.0;
        for (var t = 0; t < row.Length; t++)
        {
            var term = Term(row.LogRatios[t], row.AdvantageAt(t), guidance.Shaping, logGamma ?? 0, guidance.Constant);
            value += term.Value;
            slopes[t] = term.Slope;
        }

        return new(value, 0, logGamma);
    }

    // ρ/(ρ+γ) = sigmoid(ln ρ − ln γ): the naive form overflows. Its derivative γρ/(ρ+γ)² is at most 1/4.
    private static (double Value, double Slope) Sigmoid(double x)
    {
        var tail = Math.Exp(-Math.Abs(x));
        var small = tail / (1 + tail);
        var large = 1 / (1 + tail);
        return (x >= 0 ? large : small, small * large);
    }
}
