using System.Runtime.InteropServices;

using Guide.Learner.Objective;

namespace Guide.Learner.Training;

/// <summary>What the forwards of one part of a step's rows say, guided or unguided.</summary>
internal sealed class TokenMetrics
{
    private readonly List<double> _logRatios = [];
    private int _rows;
    private int _rowsWithoutAdvantage;
    private double _entropySum;
    private double _weightSum;
    private double _weightSquares;

    public int ClippedTokens { get; set; }

    /// <summary>A row's forward.</summary>
    /// <param name="row">The row.</param>
    /// <param name="logRatios">[T] ln ρ.</param>
    /// <param name="toBehavior">[T] log π_θ − log μ.</param>
    /// <param name="entropies">[T] nats.</param>
    public void Add(PlannedRow row, ReadOnlySpan<double> logRatios, ReadOnlySpan<double> toBehavior, ReadOnlySpan<float> entropies)
    {
        _rows++;
        _rowsWithoutAdvantage += row.Advantages.IsNonZero ? 0 : 1;
        for (var t = 0; t < logRatios.Length; t++)
        {
            _logRatios.Add(logRatios[t]);
            _entropySum += entropies[t];
            var weight = Math.Exp(toBehavior[t]);
            _weightSum += weight;
            _weightSquares += weight * weight;
        }
    }

    public void Write(string part, MetricSet metrics, bool clips)
    {
        if (_rows == 0)
        {
            return;
        }

        metrics.Put($"{part}/rows", _rows);
        metrics.Put($"{part}/rows_zero_advantage", _rowsWithoutAdvantage);
        if (_logRatios.Count == 0)
        {
            return;
        }

        _logRatios.Sort();
        ReadOnlySpan<double> sorted = CollectionsMarshal.AsSpan(_logRatios);
        metrics.Put($"{part}/tokens", sorted.Length);
        metrics.Put($"{part}/entropy", _entropySum / sorted.Length);
        metrics.Put($"{part}/effective_sample_size", _weightSum * _weightSum / (sorted.Length * _weightSquares));
        metrics.Put($"{part}/ln_ratio_mean", _logRatios.Average());
        metrics.Put($"{part}/ln_ratio_min", sorted[0]);
        metrics.Put($"{part}/ln_ratio_max", sorted[^1]);
        foreach (var percent in (ReadOnlySpan<int>)[1, 10, 50, 90, 99])
        {
            metrics.Put($"{part}/ln_ratio_q{percent:D2}", Quantile.NearestRankOfSorted(sorted, percent / 100.0));
        }

        if (clips)
        {
            metrics.Put($"{part}/clip_fraction", ClippedTokens / (double)sorted.Length);
        }
    }
}
