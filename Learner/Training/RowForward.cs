using Guide.Learner.Objective;
using Guide.PolicyModel.Numerics;
using Guide.PolicyModel.Training;
using Guide.PolicyModel.Transformer;
using Guide.Recipes;

using static TorchSharp.torch;

namespace Guide.Learner.Training;

/// <summary>One micro-batch through the network. Its tensors belong to the dispose scope around it.</summary>
internal sealed class RowForward
{
    private readonly PlannedRow[] _rows;
    private readonly Tensor _logProbs; // [N], N = Σ T_i, row after row
    private readonly double[][] _logRatios; // [rows][T_i]
    private readonly float[] _entropies; // [N]

    public RowForward(CausalLm model, PlannedRow[] rows)
        : this(model.CompletionLogProbs(TrainingRows(rows), rows[0].Row.Rollout.Temperature), rows)
    {
    }

    public RowForward(TokenLogProbs output, PlannedRow[] rows)
    {
        _rows = rows;
        _logProbs = output.LogProbs;
        _entropies = TensorMemory.ToFloats(output.Entropies);
        var values = TensorMemory.ToFloats(output.LogProbs);
        _logRatios = new double[rows.Length][];
        var start = 0;
        for (var i = 0; i < rows.Length; start += rows[i].Row.Tokens, i++)
        {
            _logRatios[i] = BatchObjective.LogRatios(rows[i], values.AsSpan(start, rows[i].Row.Tokens));
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

    public void Report(StepMetrics metrics)
    {
        var start = 0;
        for (var i = 0; i < _rows.Length; start += _logRatios[i].Length, i++)
        {
            metrics.AddTokens(_rows[i], _logRatios[i], _entropies.AsSpan(start, _logRatios[i].Length));
        }
    }

    /// <summary>∂loss/∂θ = Σ_t ∂loss/∂log π_t · ∂log π_t/∂θ: the first factor is arithmetic, autograd does the second.</summary>
    /// <returns>False when a number is not finite; then nothing was added.</returns>
    public bool Backward(double? logGamma, RunRecipe recipe, StepMetrics metrics)
    {
        var loss = Loss(logGamma, recipe, metrics);
        loss?.backward();
        return loss is not null;
    }

    /// <summary>A scalar with the objective's gradient; null when a number is not finite.</summary>
    public Tensor? Loss(double? logGamma, RunRecipe recipe, StepMetrics metrics)
    {
        var coefficients = new float[_entropies.Length];
        var start = 0;
        for (var i = 0; i < _rows.Length; start += _logRatios[i].Length, i++)
        {
            var loss = BatchObjective.Evaluate(_rows[i], _logRatios[i], logGamma, recipe, coefficients.AsSpan(start, _logRatios[i].Length));
            metrics.AddLoss(_rows[i], loss);
            if (!double.IsFinite(loss.Loss))
            {
                return null;
            }
        }

        return Array.TrueForAll(coefficients, float.IsFinite) ? _logProbs.dot(tensor(coefficients, device: _logProbs.device)) : null;
    }
}
