namespace Guide.Cli.Evaluation;

/// <summary>
/// Percentile bootstrap over problems: problems are drawn with replacement, completions are not, so the interval speaks about other problems
/// of the same kind. One problem at each end of what is possible is assumed beside those that were measured: where all are equal the interval is
/// as wide as their number allows, and not a point.
/// </summary>
public static class Bootstrap
{
    /// <summary>The intervals' name, where they are printed.</summary>
    public const string Name = "paired bootstrap over problems, with one problem more at each end";

    /// <summary>The mean of one difference per problem, each from −1 to 1, with its 95 % interval.</summary>
    /// <param name="values">One number per problem, at least one.</param>
    /// <param name="seed">Of the resampling.</param>
    /// <param name="resamples">How many.</param>
    public static Estimate Difference(IReadOnlyList<double> values, int seed = 0, int resamples = 2000) => Mean(values, -1, 1, seed, resamples);

    /// <summary>The mean of one share per problem, each from 0 to 1, with its 95 % interval.</summary>
    /// <param name="values">One number per problem, at least one.</param>
    /// <param name="seed">Of the resampling.</param>
    /// <param name="resamples">How many.</param>
    public static Estimate Share(IReadOnlyList<double> values, int seed = 0, int resamples = 2000) => Mean(values, 0, 1, seed, resamples);

    private static Estimate Mean(IReadOnlyList<double> values, double least, double most, int seed, int resamples)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        double[] all = [.. values, least, most];
        var random = new Random(seed);
        var means = new double[resamples];
        for (var r = 0; r < resamples; r++)
        {
            var sum = 0.0;
            for (var i = 0; i < all.Length; i++)
            {
                sum += all[random.Next(all.Length)];
            }

            means[r] = sum / all.Length;
        }

        Array.Sort(means);
        var mean = values.Average();

        // The problems that are assumed widen the interval; they must not move it off what was measured.
        return new(mean, Math.Min(mean, means[(int)(0.025 * (resamples - 1))]), Math.Max(mean, means[(int)Math.Ceiling(0.975 * (resamples - 1))]), values.Count);
    }
}
