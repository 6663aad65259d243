using Guide.Learner.Objective;

namespace Guide.Learner.Training;

/// <summary>What the forwards of one part of a step's rows say, guided or unguided.</summary>
internal sealed class TokenMetrics
{
    private readonly List<(double LogRatio, double Weight)> _logRatios = [];
    private int _rows;
    private long _tokens;
    private double _logRatioSum;
    private double _standFor;
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
    /// <param name="standsFor">How many rows it stands for.</param>
    public void Add(PlannedRow row, ReadOnlySpan<double> logRatios, ReadOnlySpan<double> toBehavior, ReadOnlySpan<float> entropies, double standsFor)
    {
        AddUnseen(row);
        for (var t = 0; t < logRatios.Length; t++)
        {
            _logRatios.Add((logRatios[t], standsFor));
            _logRatioSum += standsFor * logRatios[t];
            _entropySum += standsFor * entropies[t];
            _standFor += standsFor;
            var weight = Math.Exp(toBehavior[t]);
            _weightSum += standsFor * weight;
            _weightSquares += standsFor * weight * weight;
        }
    }

    /// <summary>A row that counts and is not looked at.</summary>
    public void AddUnseen(PlannedRow row)
    {
        _rows++;
        _tokens += row.Row.Tokens;
        _rowsWithoutAdvantage += row.Advantages.IsNonZero ? 0 : 1;
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
        metrics.Put($"{part}/tokens", _tokens);
        metrics.Put($"{part}/entropy", _entropySum / _standFor);
        metrics.Put($"{part}/effective_sample_size", _weightSum * _weightSum / (_standFor * _weightSquares));
        metrics.Put($"{part}/ln_ratio_mean", _logRatioSum / _standFor);
        metrics.Put($"{part}/ln_ratio_min", _logRatios[0].LogRatio);
        metrics.Put($"{part}/ln_ratio_max", _logRatios[^1].LogRatio);
        foreach (var percent in (ReadOnlySpan<int>)[1, 10, 50, 90, 99])
        {
            metrics.Put($"{part}/ln_ratio_q{percent:D2}", AtShare(percent / 100.0));
        }

        if (clips)
        {
            metrics.Put($"{part}/clip_fraction", ClippedTokens / (double)_tokens);
        }
    }

    // Nearest rank, each value as often as the rows that it stands for.
    private double AtShare(double share)
    {
        var below = 0.0;
        foreach (var (logRatio, weight) in _logRatios)
        {
            below += weight;
            if (below >= Math.Round(share * _standFor, 9))
            {
                return logRatio;
            }
        }

        return _logRatios[^1].LogRatio;
    }
}
