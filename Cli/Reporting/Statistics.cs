namespace Guide.Cli.Reporting;

/// <summary>Small sums over seeds.</summary>
internal static class Statistics
{
    /// <summary>With n − 1; 0 for fewer than two values.</summary>
    public static double StandardDeviation(IReadOnlyList<double> values)
    {
        if (values.Count < 2)
        {
            return 0;
        }

        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
    }
}
