using Guide.Recipes;

namespace Guide.Learner.Objective;

/// <summary>The loss of one row and its derivative with respect to each token's log-prob.</summary>
public static class BatchObjective
{
    /// <summary>ln ρ of a row.</summary>
    /// <param name="row">The row; its behaviour log-probs.</param>
    /// <param name="logProbs">[T] log π_θ now.</param>
    public static double[] LogRatios(PlannedRow row, ReadOnlySpan<float> logProbs)
    {
        var behavior = row.Row.Rollout.BehaviorLogProbs;
        var ratios = new double[logProbs.Length];
        for (var t = 0; t < ratios.Length; t++)
        {
            ratios[t] = TokenObjective.LogRatio(logProbs[t], behavior[t]);
        }

        return ratios;
    }

    /// <summary>−w Σ_t term_t with its gradient.</summary>
    /// <param name="row">The row.</param>
    /// <param name="logRatios">[T] ln ρ.</param>
    /// <param name="batchLogGamma">ln γ of the optimizer batch; not read under sequence scope or without guided rows.</param>
    /// <param name="recipe">Clip and shaping.</param>
    /// <param name="gradient">[T] receives ∂loss/∂log π_θ.</param>
    public static RowLoss Evaluate(PlannedRow row, ReadOnlySpan<double> logRatios, double? batchLogGamma, RunRecipe recipe, Span<float> gradient)
    {
        var guidance = recipe.Guidance;
        var logGamma = !row.Row.Guided ? 0 : guidance switch
        {
            { Shaping: Shaping.Percentile, Scope: ShapingScope.Sequence } => TokenObjective.PercentileLogGamma(logRatios, guidance.Percentile) ?? 0,
            { Shaping: Shaping.Percentile } => batchLogGamma ?? throw new InvalidOperationException("a guided row without γ"),
            { Shaping: Shaping.Constant } => Math.Log(guidance.Constant),
            _ => 0,
        };
        var (value, slope, clipped) = (0.0, 0.0, 0);
        for (var t = 0; t < logRatios.Length; t++)
        {
            var term = row.Row.Guided
                ? TokenObjective.Guided(logRatios[t], row.Advantage, guidance.Shaping, logGamma, guidance.Constant)
                : TokenObjective.Unguided(logRatios[t], row.Advantage, recipe.Objective.ClipLow, recipe.Objective.ClipHigh);
            value += term.Value;
            slope += term.Slope;
            clipped += term.Clipped ? 1 : 0;
            gradient[t] = (float)(-row.Weight * term.Slope);
        }

        return new(-row.Weight * value, row.Weight * slope, clipped, row.Row.Guided ? logGamma : null);
    }
}
