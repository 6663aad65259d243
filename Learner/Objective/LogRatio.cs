namespace Guide.Learner.Objective;

/// <summary>ln ρ and its clamp.</summary>
internal static class LogRatio
{
    /// <summary>ln ρ is clamped to ± this; outside, the gradient is 0.</summary>
    public const double Limit = 20;

    /// <summary>log π_θ(o_t | training context) minus the log-prob that ρ divides by, clamped.</summary>
    public static double Of(double logProb, double dividesBy) => Math.Clamp(logProb - dividesBy, -Limit, Limit);

    /// <summary>Where ln ρ has a derivative.</summary>
    public static bool IsInside(double logRatio) => logRatio is > -Limit and < Limit;

    /// <summary>[T] of a row.</summary>
    public static double[] Of(ReadOnlySpan<float> logProbs, ReadOnlySpan<float> dividesBy)
    {
        var ratios = new double[logProbs.Length];
        for (var t = 0; t < ratios.Length; t++)
        {
            ratios[t] = Of(logProbs[t], dividesBy[t]);
        }

        return ratios;
    }
}
