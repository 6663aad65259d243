using Guide.Recipes;

namespace Guide.Learner.Objective;

/// <summary>
/// Aggregation of token terms (docs/algorithm.md, "One step", 7): loss = −Σ_i w_i Σ_t term_it. The weights come from the whole optimizer batch, every row of it
/// (advantage 0 too), so cutting it into micro-batches changes nothing.
/// </summary>
internal static class LossWeights
{
    /// <summary>w_i of each row.</summary>
    /// <param name="aggregation">Which mean.</param>
    /// <param name="lengths">T_i of every row of the optimizer batch.</param>
    /// <param name="maxCompletionTokens">L_max of <see cref="Aggregation.Constant"/>.</param>
    public static double[] Compute(Aggregation aggregation, IReadOnlyList<int> lengths, int maxCompletionTokens)
    {
        double rows = lengths.Count;
        double tokens = Math.Max(1, lengths.Sum(length => (long)length));
        return aggregation switch
        {
            Aggregation.SequenceMean => [.. lengths.Select(length => 1 / (rows * Math.Max(1, length)))],
            Aggregation.TokenMean => [.. lengths.Select(_ => 1 / tokens)],
            Aggregation.Constant => [.. lengths.Select(_ => 1 / (rows * maxCompletionTokens))],
            _ => throw new InvalidOperationException($"unknown aggregation {aggregation}"),
        };
    }
}
