namespace Guide.Learner.Objective;

/// <summary>Soft overlong punishment (arXiv 2503.14476, equation 13).</summary>
internal static class OverlongShaping
{
    /// <summary>What is added to the reward: 0 up to L_max − L_cache tokens, then falling to −1 at L_max and beyond.</summary>
    /// <param name="tokens">T.</param>
    /// <param name="maxTokens">L_max.</param>
    /// <param name="cacheTokens">L_cache; 0 = off.</param>
    public static double Penalty(int tokens, int maxTokens, int cacheTokens) =>
        cacheTokens == 0 ? 0 : Math.Clamp((maxTokens - cacheTokens - tokens) / (double)cacheTokens, -1, 0);
}
