namespace Guide.Learner.Objective.Losses;

/// <summary>
/// min(sA, clip(s, 1−ε_low, 1+ε_high)·A) with s = exp(mean_t ln ρ), one term a sequence (arXiv 2507.18071, equations 5 to 7). Every token carries the
/// sequence's term, so that the mean over sequences is the aggregation 1/(N·T_i) of token terms.
/// </summary>
internal sealed class Gspo(double clipLow, double clipHigh) : IRowObjective
{
    /// <inheritdoc />
    public RowTerms Evaluate(in RowTokens row, Span<double> slopes)
    {
        var sum = 0.0;
        var kept = 0;
        for (var t = 0; t < row.Length; t++)
        {
            sum += row.LogRatios[t];
            kept += row.CorrectionAt(t) > 0 ? 1 : 0;
        }

        // A rejected sequence is rejected in all its tokens.
        var term = kept == row.Length ? PpoClip.Term(sum / row.Length, row.Advantage, clipLow, clipHigh) : default;
        for (var t = 0; t < row.Length; t++)
        {
            slopes[t] = LogRatio.IsInside(row.LogRatios[t]) ? term.Slope : 0;
        }

        return new(row.Length * term.Value, term.Clipped ? row.Length : 0);
    }
}
