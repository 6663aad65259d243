namespace Guide.Learner.Objective;

/// <summary>Advantages over the tokens of a step: (A − mean)/(std + 1e-6), population moments.</summary>
internal static class TokenWhitening
{
    /// <summary>[rows][T]; all tokens equal gives exactly 0.</summary>
    public static double[][] Whiten(IReadOnlyList<double[]> rows)
    {
        var all = rows.SelectMany(static row => row).ToArray();
        if (all.Length == 0 || Array.TrueForAll(all, value => value == all[0]))
        {
            return [.. rows.Select(static row => new double[row.Length])];
        }

        var mean = all.Average();
        var deviation = Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / all.Length);
        return [.. rows.Select(row => Array.ConvertAll(row, value => (value - mean) / (deviation + Advantages.Epsilon)))];
    }
}
