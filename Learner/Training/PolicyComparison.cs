using Guide.Learner.Objective;
using Guide.PolicyModel.Numerics;
using Guide.PolicyModel.Training;
using Guide.PolicyModel.Transformer;

using static TorchSharp.torch;

namespace Guide.Learner.Training;

/// <summary>Log-probs of stored completions under a policy, without a graph: nothing here can move a weight.</summary>
internal static class PolicyComparison
{
    /// <summary>[rows][T] log π(o_t | context, o_&lt;t) at each row's temperature.</summary>
    /// <param name="model">π.</param>
    /// <param name="rows">Completions with the context to use.</param>
    /// <param name="tokensPerMicroBatch">Padded tokens of one forward.</param>
    /// <param name="cancellationToken">Checked between forwards.</param>
    public static float[][] LogProbs(
        CausalLm model, IReadOnlyList<(int[] Context, TrainingRollout Rollout)> rows, int tokensPerMicroBatch, CancellationToken cancellationToken) =>
        Array.ConvertAll(Forward(model, null, rows, tokensPerMicroBatch, cancellationToken), static row => row.LogProbs);

    /// <summary>[rows] log-probs, and V where a head is given, of the same forward.</summary>
    /// <param name="model">π.</param>
    /// <param name="head">The critic's head; null = no values.</param>
    /// <param name="rows">Completions with the context to use.</param>
    /// <param name="tokensPerMicroBatch">Padded tokens of one forward.</param>
    /// <param name="cancellationToken">Checked between forwards.</param>
    public static (float[] LogProbs, float[]? Values)[] Forward(
        CausalLm model, ValueHead? head, IReadOnlyList<(int[] Context, TrainingRollout Rollout)> rows, int tokensPerMicroBatch, CancellationToken cancellationToken)
    {
        var result = new (float[], float[]?)[rows.Count];
        foreach (var sameTemperature in rows.Index().GroupBy(row => row.Item.Rollout.Temperature))
        {
            (int Index, TrainingRow Row)[] some = [.. sameTemperature.Select(row => (row.Index, new TrainingRow(row.Item.Context, row.Item.Rollout.CompletionIds)))];
            foreach (var batch in TokenBudget.Split(some, static row => row.Row.TrainingContext.Length + row.Row.CompletionIds.Length, tokensPerMicroBatch))
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                using var noGrad = no_grad();
                var output = model.CompletionLogProbs([.. batch.Select(static row => row.Row)], sameTemperature.Key);
                var logProbs = TensorMemory.ToFloats(output.LogProbs);
                var values = head is null ? null : TensorMemory.ToFloats(head.Values(output.States));
                var start = 0;
                foreach (var (index, row) in batch)
                {
                    var end = start + row.CompletionIds.Length;
                    result[index] = (logProbs[start..end], values?[start..end]);
                    start = end;
                }
            }
        }

        return result;
    }

    /// <summary>Gaps of rows that the model says it sampled, unguided and guided apart.</summary>
    /// <param name="rows">Rows sampled at one version.</param>
    /// <param name="logProbs">[rows][T] of that version under the sampling contexts.</param>
    public static IEnumerable<SamplerGap> Gaps(IReadOnlyList<ProbeRow> rows, IReadOnlyList<float[]> logProbs) => rows
        .Zip(logProbs)
        .GroupBy(pair => (pair.First.Guided, pair.First.Rollout.PolicyVersion))
        .Select(part => new SamplerGap(
            part.Key.Guided,
            part.Key.PolicyVersion,
            part.Sum(pair => pair.Second.Zip(pair.First.Rollout.BehaviorLogProbs, (now, then) => Math.Abs(LogRatio.Of(now, then))).Sum()),
            part.Sum(pair => pair.Second.Length)));
}
