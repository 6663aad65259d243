using Guide.Learner.Objective;

namespace Guide.Learner.Training;

/// <summary>What the critic of a step says.</summary>
internal sealed class ValueMetrics
{
    private readonly List<double> _gradientNorms = [];
    private double _loss;
    private long _tokens;
    private long _clipped;

    /// <summary>A token of the value loss.</summary>
    public void Add(TokenTerm term, double weight)
    {
        _loss += weight * term.Value;
        _tokens++;
        _clipped += term.Clipped ? 1 : 0;
    }

    /// <summary>An update of the head.</summary>
    public void AddUpdate(double gradientNorm) => _gradientNorms.Add(gradientNorm);

    /// <summary>Writes what there is; explained variance is 1 − Var(R̂ − V)/Var(R̂) over the tokens of the value loss, V before the step.</summary>
    public void Write(StepPlan plan, int updates, MetricSet metrics)
    {
        var targets = plan.Batches.SelectMany(static batch => batch).Select(static row => row.Value).OfType<ValueTarget>().Where(static target => target.Trains).ToArray();
        if (targets.Length == 0)
        {
            return;
        }

        var returns = targets.SelectMany(static target => target.Returns).ToArray();
        var values = targets.SelectMany(static target => target.Old).Select(static value => (double)value).ToArray();
        metrics.Put("value/mean", values.Average());
        metrics.Put("value/return_mean", returns.Average());
        metrics.Put("value/explained_variance", 1 - (Variance([.. returns.Zip(values, static (target, value) => target - value)]) / Variance(returns)));
        metrics.Put("value/loss", _loss / Math.Max(1, updates));
        if (_tokens > 0)
        {
            metrics.Put("value/clip_fraction", _clipped / (double)_tokens);
        }

        if (_gradientNorms.Count > 0)
        {
            metrics.Put("value/gradient_norm", _gradientNorms.Average());
        }
    }

    private static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / values.Length;
    }
}
