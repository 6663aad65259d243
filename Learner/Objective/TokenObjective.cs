using Guide.Recipes;

namespace Guide.Learner.Objective;

/// <summary>
/// The per-token terms of Guide-GRPO with their exact derivatives (docs/algorithm.md, "One step", 4 to 6). The trainer multiplies the slopes into
/// the log-probs and lets the network differentiate the rest, so all of the objective's arithmetic is here, in double precision.
/// </summary>
public static class TokenObjective
{
    /// <summary>ln ρ is clamped to ± this; outside, the gradient is 0.</summary>
    public const double MaxLogRatio = 20;

    /// <summary>The least ln γ of percentile shaping.</summary>
    public static readonly double MinLogGamma = Math.Log(1e-4);

    /// <summary>ln ρ = log π_θ(o_t | training context) − log μ(o_t | sampling context), clamped.</summary>
    public static double LogRatio(double logProb, double behaviorLogProb) =>
        Math.Clamp(logProb - behaviorLogProb, -MaxLogRatio, MaxLogRatio);

    /// <summary>An unguided token: min(ρA, clip(ρ, 1−ε_low, 1+ε_high)·A).</summary>
    public static TokenTerm Unguided(double logRatio, double advantage, double clipLow, double clipHigh)
    {
        var ratio = Math.Exp(logRatio);
        var bounded = Math.Clamp(ratio, 1 - clipLow, 1 + clipHigh);
        return bounded * advantage < ratio * advantage
            ? new(bounded * advantage, 0, Clipped: true)
            : new(ratio * advantage, IsInside(logRatio) ? ratio * advantage : 0, Clipped: false);
    }

    /// <summary>A guided token: ρ̃A, never clipped.</summary>
    /// <param name="logRatio">ln ρ against the hinted context.</param>
    /// <param name="advantage">A.</param>
    /// <param name="shaping">The form of ρ̃.</param>
    /// <param name="logGamma">ln γ of percentile and constant shaping; not read by the others.</param>
    /// <param name="power">c of ρ^c; not read by the others.</param>
    public static TokenTerm Guided(double logRatio, double advantage, Shaping shaping, double logGamma, double power)
    {
        var (value, slope) = shaping switch
        {
            Shaping.Percentile or Shaping.Constant => Sigmoid(logRatio - logGamma),
            Shaping.Power => (Math.Exp(power * logRatio), power * Math.Exp(power * logRatio)),
            Shaping.None => (Math.Exp(logRatio), Math.Exp(logRatio)),
            _ => throw new InvalidOperationException($"unknown shaping {shaping}"),
        };
        return new(value * advantage, IsInside(logRatio) ? slope * advantage : 0, Clipped: false);
    }

    /// <summary>ln γ = max(p-quantile of ln ρ, nearest rank, ln 1e-4); null when there is no guided token: then γ does not exist.</summary>
    public static double? PercentileLogGamma(ReadOnlySpan<double> guidedLogRatios, double p) => guidedLogRatios.IsEmpty
        ? null
        : Math.Max(Quantile.NearestRank(guidedLogRatios, p), MinLogGamma);

    // ρ/(ρ+γ) = sigmoid(ln ρ − ln γ): the naive form overflows. Its derivative γρ/(ρ+γ)² is at most 1/4.
    private static (double Value, double Slope) Sigmoid(double x)
    {
        var tail = Math.Exp(-Math.Abs(x));
        var small = tail / (1 + tail);
        var large = 1 / (1 + tail);
        return (x >= 0 ? large : small, small * large);
    }

    private static bool IsInside(double logRatio) => logRatio is > -MaxLogRatio and < MaxLogRatio;
}
