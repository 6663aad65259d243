namespace Guide.Contracts;

/// <summary>The τ rule: how many correct rollouts a group may have and still be hinted.</summary>
public static class SuccessThreshold
{
    /// <summary>⌊τ·G⌋. The product is rounded up by a hair first: 0.29 · 100 is 28.999999999999996 in binary, and must be 29.</summary>
    /// <param name="groupSize">G.</param>
    /// <param name="share">τ, 0 to 1.</param>
    public static int Of(int groupSize, double share) => (int)Math.Floor((share * groupSize) + 1e-9);
}
