using Guide.Learner.Objective;
using Guide.PolicyModel.Numerics;
using Guide.PolicyModel.Training;
using Guide.PolicyModel.Transformer;

using static TorchSharp.torch;

namespace Guide.Learner.Training;

/// <summary>One micro-batch through the network. Its tensors belong to the dispose scope around it.</summary>
internal sealed class RowForward
{
    private readonly PlannedRow[] _rows;
    private readonly TokenLogProbs _output; // [N], N = Σ T_i, row after row
    private readonly float[] _values; // [N] of the log-probs
    private readonly double[][] _logRatios; // [rows][T_i]
    private readonly float[] _entropies; // [N]

    public RowForward(CausalLm model, PlannedRow[] rows)
        : this(model.CompletionLogProbs(TrainingRows(rows), rows[0].Row.Rollout.Temperature), rows)
    {
    }

    public RowForward(TokenLogProbs output, PlannedRow[] rows)
    {
        _rows = rows;
        _output = output;
        _entropies = TensorMemory.ToFloats(output.Entropies);
        _values = TensorMemory.ToFloats(output.LogProbs);
        _logRatios = new double[rows.Length][];
        var start = 0;
        for (var i = 0; i < rows.Length; start += rows[i].Row.Tokens, i++)
        {
            _logRatios[i] = LogRatio.Of(_values.AsSpan(start, rows[i].Row.Tokens), rows[i].DividesBy);
        }
    }

    /// <summary>Cuts rows into batches of at most the token budget, one temperature a batch; the same rows, the same batches.</summary>
    public static List<PlannedRow[]> MicroBatches(IReadOnlyList<PlannedRow> rows, int tokensPerMicroBatch) =>
        [.. rows.GroupBy(static row => row.Row.Rollout.Temperature).OrderBy(static group => group.Key).SelectMany(group =>
            TokenBudget.Split(group, static row => row.TrainingContext.Length + row.Row.Tokens, tokensPerMicroBatch))];

    public static TrainingRow[] TrainingRows(PlannedRow[] rows) => [.. rows.Select(row => new TrainingRow(row.TrainingContext, row.Row.Rollout.CompletionIds))];

    public void AddGuided(List<double> logRatios)
    {
        foreach (var (row, ratios) in _rows.Zip(_logRatios))
        {
            if (row.Row.Guided)
            {
                logRatios.AddRange(ratios);
            }
        }
    }

    /// <summary>Tells the metrics what the rows say.</summary>
    /// <param name="metrics">Told.</param>
    /// <param name="unguidedWeight">How many rows each unguided one stands for.</param>
    public void Report(StepMetrics metrics, double unguidedWeight = 1)
    {
        var start = 0;
        for (var i = 0; i < _rows.Length; start += _logRatios[i].Length, i++)
        {
            metrics.AddTokens(_rows[i], _logRatios[i], _values.AsSpan(start, _logRatios[i].Length), _entropies.AsSpan(start, _logRatios[i].Length), _rows[i].Row.Guided ? 1 : unguidedWeight);
        }
    }

    /// <summary>∂loss/∂θ = Σ_t ∂loss/∂log π_t · ∂log π_t/∂θ: the first factor is arithmetic, autograd does the second. The same for V_t.</summary>
    /// <returns>A scalar with the batch's gradient; null when a number is not finite.</returns>
    public Tensor? Loss(BatchLoss batch, StepMetrics metrics)
    {
        var terms = new List<Tensor?>();
        if (batch.Policy is { } objective)
        {
            terms.Add(Policy(objective, metrics));
            if (batch.EntropyBonus > 0)
            {
                terms.Add(EntropyBonus.Loss(batch.Model, _output.States, _rows, batch.EntropyBonus));
            }
        }

        if (batch.Critic is { } critic)
        {
            terms.Add(critic.Loss(_output.States, _rows, metrics, movesTrunk: batch.Policy is not null));
        }

        return terms.Contains(null) ? null : terms is [var only] ? only : stack(terms.Select(static term => term!)).sum();
    }

    private Tensor? Policy(BatchObjective objective, StepMetrics metrics)
    {
        var coefficients = new float[_entropies.Length];
        var start = 0;
        for (var i = 0; i < _rows.Length; start += _logRatios[i].Length, i++)
        {
            var length = _logRatios[i].Length;
            var loss = objective.Evaluate(_rows[i], _values.AsSpan(start, length), _logRatios[i], coefficients.AsSpan(start, length));
            metrics.AddLoss(_rows[i], loss);
            if (!double.IsFinite(loss.Loss))
            {
                return null;
            }
        }

        return Array.TrueForAll(coefficients, float.IsFinite) ? _output.LogProbs.dot(tensor(coefficients, device: _output.LogProbs.device)) : null;
    }
}
