namespace Guide.Benchmarks;

/// <summary>The middle of several rounds.</summary>
internal static class Medians
{
    /// <summary>The median; of an even number the mean of the two in the middle.</summary>
    internal static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
