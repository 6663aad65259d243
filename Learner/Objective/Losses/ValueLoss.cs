namespace Guide.Learner.Objective.Losses;

/// <summary>½·max((V−R̂)², (clip(V, V_old ± ε_V) − R̂)²), per token (arXiv 2005.12729, "value function clipping").</summary>
internal static class ValueLoss
{
    /// <summary>One token's loss (minimised) and its derivative with respect to V.</summary>
    /// <param name="value">V now.</param>
    /// <param name="old">V_old before the step.</param>
    /// <param name="target">R̂.</param>
    /// <param name="clip">ε_V.</param>
    public static TokenTerm Term(double value, double old, double target, double clip)
    {
        var error = value - target;
        var bounded = Math.Clamp(value, old - clip, old + clip) - target;
        return bounded * bounded > error * error
            ? new(bounded * bounded / 2, 0, Clipped: true)
            : new(error * error / 2, error, Clipped: false);
    }
}
