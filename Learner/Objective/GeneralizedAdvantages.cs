namespace Guide.Learner.Objective;

/// <summary>Generalized advantage estimation (arXiv 1506.02438, equation 16).</summary>
internal static class GeneralizedAdvantages
{
    /// <summary>[T] A_t = δ_t + γ_d λ A_{t+1}, δ_t = r_t + γ_d V_{t+1} − V_t; V and A after the last token are 0.</summary>
    /// <param name="rewards">[T] r_t.</param>
    /// <param name="values">[T] V_t.</param>
    /// <param name="discount">γ_d.</param>
    /// <param name="lambda">λ.</param>
    public static double[] Compute(ReadOnlySpan<double> rewards, ReadOnlySpan<float> values, double discount, double lambda)
    {
        var advantages = new double[rewards.Length];
        var (next, nextValue) = (0.0, 0.0);
        for (var t = rewards.Length - 1; t >= 0; t--)
        {
            next = rewards[t] + (discount * nextValue) - values[t] + (discount * lambda * next);
            nextValue = values[t];
            advantages[t] = next;
        }

        return advantages;
    }
}
