using Guide.PolicyModel.Transformer;

namespace Guide.PolicyModel.Training;

/// <summary>Cuts a batch into micro-batches whose padded size stays within a number of tokens: memory of a step is bounded by it.</summary>
public static class TokenBudget
{
    /// <summary>Indices of the rows of each micro-batch. Rows of similar length go together; a row longer than the budget goes alone.</summary>
    /// <param name="rows">The batch.</param>
    /// <param name="tokensPerMicroBatch">Bound on rows × longest row.</param>
    public static IReadOnlyList<int[]> Split(IReadOnlyList<TrainingRow> rows, int tokensPerMicroBatch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokensPerMicroBatch, 1);
        var batches = new List<int[]>();
        var current = new List<int>();
        var width = 0;
        foreach (var (index, row) in rows.Index().OrderByDescending(r => Length(r.Item)).ThenBy(r => r.Index))
        {
            // In falling order of length the first row is the widest.
            if (current.Count > 0 && (current.Count + 1) * width > tokensPerMicroBatch)
            {
                batches.Add([.. current]);
                current.Clear();
            }

            if (current.Count == 0)
            {
                width = Length(row);
            }

            current.Add(index);
        }

        if (current.Count > 0)
        {
            batches.Add([.. current]);
        }

        return batches;
    }

    private static int Length(TrainingRow row) => row.TrainingContext.Length + row.CompletionIds.Length;
}
