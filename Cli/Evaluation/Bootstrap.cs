namespace Guide.Cli.Evaluation;

/// <summary>
/// Percentile bootstrap over problems: problems are drawn with replacement, completions are not, so the interval speaks about other problems
/// of the same kind.
/// </summary>
public static class Bootstrap
{
    /// <summary>The mean of one value per problem with its 95 % interval.</summary>
    /// <param name="values">One number per problem, at least one.</param>
    /// <param name="seed">Of the resampling.</param>
    /// <param name="resamples">How many.</param>
    public static Estimate Mean(IReadOnlyList<double> values, int seed = 0, int resamples = 2000)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        var random = new Random(seed);
        var means = new double[resamples];
        for (var r = 0; r < resamples; r++)
        {
            var sum = 0.0;
            for (var i = 0; i < values.Count; i++)
            {
                sum += values[random.Next(values.Count)];
            }

            means[r] = sum / values.Count;
        }

        Array.Sort(means);
        return new(values.Average(), means[(int)(0.025 * (resamples - 1))], means[(int)Math.Ceiling(0.975 * (resamples - 1))], values.Count);
    }
}
