using Guide.Learner.Objective;

namespace Guide.Learner.Training;

/// <summary>
/// Collects everything that docs/algorithm.md lists under "Logged metrics", and is the one place that writes it. Token quantities are taken
/// at θ before each update; guided and unguided rows are kept apart throughout.
/// </summary>
/// <param name="version">The version that the step starts from.</param>
internal sealed class StepMetrics(int version)
{
    /// <summary>Steps in a row that had rollouts and could compare none of them with the weights they came from.</summary>
    internal const string UncheckedSteps = "unchecked_steps";

    private readonly TokenMetrics _unguided = new();
    private readonly TokenMetrics _guided = new();
    private readonly List<double> _gradientNorms = [];
    private readonly List<double> _logGammas = [];
    private readonly List<double> _reliance = [];
    private readonly List<SamplerGap> _gaps = [];
    private (double Sum, int Tokens) _kl;
    private (double Sum, int Tokens) _own;
    private (double Sum, int Tokens) _stale;
    private double _loss;
    private double _positivePull;
    private double _negativePull;
    private double _learningRate;
    private int _updates;
    private int _skipped;

    /// <summary>What the critic says.</summary>
    internal ValueMetrics Value { get; } = new();

    /// <summary>Sampler against trainer, of forwards that training does not need.</summary>
    internal void AddGaps(IEnumerable<SamplerGap> gaps) => _gaps.AddRange(gaps);

    /// <summary>mean_t(log π(o|q) − log π(o|q,h)) of correct guided rollouts, both under the policy that the step starts from.</summary>
    internal void AddReliance(IEnumerable<double> differences) => _reliance.AddRange(differences);

    /// <summary>A row's forward quantities, whether or not it has an advantage.</summary>
    /// <param name="row">The row.</param>
    /// <param name="logRatios">[T] ln ρ.</param>
    /// <param name="logProbs">[T] log π_θ(o_t | training context).</param>
    /// <param name="entropies">[T] nats.</param>
    /// <param name="weight">How many rows it stands for.</param>
    internal void AddTokens(PlannedRow row, ReadOnlySpan<double> logRatios, ReadOnlySpan<float> logProbs, ReadOnlySpan<float> entropies, double weight = 1)
    {
        var toBehavior = LogRatio.Of(logProbs, row.Row.Rollout.BehaviorLogProbs);
        (row.Row.Guided ? _guided : _unguided).Add(row, logRatios, toBehavior, entropies, weight);
        if (row.Row.Guided || _updates > 0)
        {
            return;
        }

        // Unguided rows are sampled and trained under one context: before the first update, this forward is the comparison.
        ref var total = ref row.Row.Rollout.PolicyVersion == version ? ref _own : ref _stale;
        foreach (var logRatio in toBehavior)
        {
            total.Sum += Math.Abs(logRatio);
        }

        total.Tokens += toBehavior.Length;
    }

    /// <summary>Rows without a gradient that were not forwarded: others stand for them.</summary>
    internal void AddUnseen(IEnumerable<PlannedRow> rows)
    {
        foreach (var row in rows)
        {
            (row.Row.Guided ? _guided : _unguided).AddUnseen(row);
        }
    }

    internal void AddLoss(PlannedRow row, RowLoss loss)
    {
        _loss += loss.Loss;
        _positivePull += Math.Max(0, loss.Pull);
        _negativePull += Math.Min(0, loss.Pull);
        (row.Row.Guided ? _guided : _unguided).ClippedTokens += loss.ClippedTokens;
        if (loss.LogGamma is { } logGamma)
        {
            _logGammas.Add(logGamma);
        }

        if (loss.Kl is { } kl)
        {
            _kl = (_kl.Sum + kl, _kl.Tokens + row.Row.Tokens);
        }
    }

    /// <summary>An optimizer batch is done.</summary>
    /// <param name="learningRate">Its learning rate.</param>
    /// <param name="gradientNorm">Before clipping; null = nothing had an advantage, so there was no gradient; not finite = the update was skipped.</param>
    internal void EndUpdate(double learningRate, double? gradientNorm)
    {
        _updates++;
        _learningRate = learningRate;
        switch (gradientNorm)
        {
            case null:
                break;
            case { } norm when double.IsFinite(norm):
                _gradientNorms.Add(norm);
                break;
            default:
                _skipped++;
                break;
        }
    }

    /// <summary>The step's result.</summary>
    /// <param name="input">What it was given.</param>
    /// <param name="plan">What it did with it.</param>
    /// <param name="elapsed">How long it took; null = not to be recorded.</param>
    internal StepResult Build(StepInput input, StepPlan plan, TimeSpan? elapsed)
    {
        var lineages = input.Lineages.Select(lineage => lineage.Lineage).ToList();
        if (_own.Tokens > 0)
        {
            _gaps.Add(new(Guided: false, version, _own.Sum, _own.Tokens));
        }

        // A step without rollouts has nothing to compare, and says nothing about the sampler.
        var isUnchecked = _gaps.Count == 0 && lineages.Count > 0;
        var uncheckedSteps = _gaps.Count > 0 ? 0 : input.UncheckedSteps + (isUnchecked ? 1 : 0);
        var metrics = new MetricSet();
        WriteUpdates(metrics);
        WriteGaps(metrics);
        metrics.Put(UncheckedSteps, uncheckedSteps);
        LineageMetrics.Write(lineages, plan, version, metrics);
        _unguided.Write("unguided", metrics, clips: true);
        _guided.Write("guided", metrics, clips: false);
        Value.Write(plan, _updates, metrics);
        CorrectionMetrics.Write(plan, metrics);
        if (_kl.Tokens > 0)
        {
            metrics.Put("unguided/kl", _kl.Sum / _kl.Tokens);
        }

        if (_reliance.Count > 0)
        {
            metrics.Put("guided/hint_reliance", _reliance.Average());
        }

        if (elapsed is { } time)
        {
            metrics.Put("step_seconds", time.TotalSeconds);
        }

        return new()
        {
            Rows = plan.Rows,
            Metrics = metrics.Values,
            UpdatesApplied = _gradientNorms.Count,
            UpdatesSkippedNonFinite = _skipped,
            SamplerGaps = _gaps,
            UncheckedSteps = uncheckedSteps,
        };
    }

    private void WriteUpdates(MetricSet metrics)
    {
        var batches = Math.Max(1, _updates);
        metrics.Put("loss", _loss / batches);
        metrics.Put("weight_positive", _positivePull / batches);
        metrics.Put("weight_negative", _negativePull / batches);
        metrics.Put("learning_rate", _learningRate);
        metrics.Put("updates", _updates);
        metrics.Put("updates_applied", _gradientNorms.Count);
        metrics.Put("updates_skipped_non_finite", _skipped);
        if (_gradientNorms.Count > 0)
        {
            metrics.Put("gradient_norm", _gradientNorms.Average());
            metrics.Put("gradient_norm_max", _gradientNorms.Max());
        }

        if (_logGammas.Count > 0)
        {
            metrics.Put("gamma", Math.Exp(_logGammas.Average()));
        }
    }

    private void WriteGaps(MetricSet metrics)
    {
        foreach (var part in _gaps.GroupBy(gap => gap.Guided))
        {
            metrics.Put($"{(part.Key ? "guided" : "unguided")}/log_prob_gap", part.Sum(gap => gap.AbsoluteSum) / part.Sum(gap => gap.Tokens));
        }

        if (_stale.Tokens > 0)
        {
            metrics.Put("unguided/log_prob_gap_stale", _stale.Sum / _stale.Tokens);
        }
    }
}
