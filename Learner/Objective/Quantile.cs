namespace Guide.Learner.Objective;

/// <summary>Quantiles by nearest rank: always one of the values, no interpolation.</summary>
internal static class Quantile
{
    /// <summary>The smallest value that at least p·n of the n values do not exceed; p = 0 gives the minimum.</summary>
    /// <exception cref="ArgumentException">No values.</exception>
    public static double NearestRank(ReadOnlySpan<double> values, double p)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return NearestRankOfSorted(sorted, p);
    }

    /// <summary>The same of values in ascending order.</summary>
    public static double NearestRankOfSorted(ReadOnlySpan<double> sorted, double p)
    {
        if (sorted.IsEmpty)
        {
            throw new ArgumentException("No values have no quantile.", nameof(sorted));
        }

        // p·n is rounded first: 0.9·10 must be rank 9, whatever the last bit of the product says.
        var rank = (int)Math.Ceiling(Math.Round(p * sorted.Length, 9));
        return sorted[Math.Clamp(rank, 1, sorted.Length) - 1];
    }
}
