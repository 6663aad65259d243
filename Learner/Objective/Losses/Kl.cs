using Guide.Recipes;

namespace Guide.Learner.Objective.Losses;

/// <summary>KL(π_θ‖reference) of a token, estimated from the one that was sampled (docs/algorithm.md, "Distance to a reference").</summary>
internal static class Kl
{
    /// <summary>The estimate and its derivative with respect to log π_θ.</summary>
    /// <param name="estimator">k1, k2 or k3.</param>
    /// <param name="logProb">log π_θ(o_t).</param>
    /// <param name="reference">log π_ref(o_t).</param>
    public static (double Value, double Slope) Of(KlEstimator estimator, double logProb, double reference)
    {
        var difference = LogRatio.Of(logProb, reference);
        var (value, slope) = estimator switch
        {
            KlEstimator.K1 => (difference, 1.0),
            KlEstimator.K2 => (difference * difference / 2, difference),
            KlEstimator.K3 => (Math.Exp(-difference) + difference - 1, 1 - Math.Exp(-difference)),
            _ => throw new InvalidOperationException($"unknown estimator {estimator}"),
        };
        return (value, LogRatio.IsInside(difference) ? slope : 0);
    }
}
