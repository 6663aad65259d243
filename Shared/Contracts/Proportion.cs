namespace Guide.Contracts;

/// <summary>95 % intervals of shares of successes, which hold at 0 and at all, too.</summary>
public static class Proportion
{
    private const double Z = 1.959963984540054;

    /// <summary>The Wilson interval of a share.</summary>
    /// <param name="n">Tries, at least 1.</param>
    /// <param name="successes">Of them.</param>
    public static (double Low, double High) Wilson(int n, int successes) => Wilson(n, (double)successes / n);

    /// <summary>The Wilson interval of a share of tries that need not be whole: what so many independent ones would tell.</summary>
    /// <param name="n">Tries, above 0.</param>
    /// <param name="p">Share of successes.</param>
    public static (double Low, double High) Wilson(double n, double p)
    {
        var centre = (p + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
        var half = Z * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4 * n * n))) / (1 + (Z * Z / n));

        // At the edges exactly: rounding must not leave them out.
        return (p <= 0 ? 0 : Math.Max(0, centre - half), p >= 1 ? 1 : Math.Min(1, centre + half));
    }

    /// <summary>The interval of Newcombe (1998) for the first share minus the second, from two Wilson intervals.</summary>
    public static (double Low, double High) Difference(int n, int successes, int m, int others)
    {
        var (p, q) = ((double)successes / n, (double)others / m);
        var ((lowP, highP), (lowQ, highQ)) = (Wilson(n, successes), Wilson(m, others));
        return (p - q - Distance(p - lowP, highQ - q), p - q + Distance(highP - p, q - lowQ));
    }

    private static double Distance(double x, double y) => Math.Sqrt((x * x) + (y * y));
}
