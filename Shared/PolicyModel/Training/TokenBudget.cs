namespace Guide.PolicyModel.Training;

/// <summary>Cuts a batch into micro-batches whose padded size stays within a number of tokens: memory of a step is bounded by it.</summary>
public static class TokenBudget
{
    /// <summary>The rows of each micro-batch, the longest first. Rows of similar length go together; a row longer than the budget goes alone.</summary>
    /// <param name="rows">The batch; the same rows in the same order give the same micro-batches.</param>
    /// <param name="length">Tokens of a row.</param>
    /// <param name="tokensPerMicroBatch">Bound on rows × longest row.</param>
    public static IReadOnlyList<T[]> Split<T>(IEnumerable<T> rows, Func<T, int> length, int tokensPerMicroBatch)
    {
        ArgumentNullException.ThrowIfNull(length);
        ArgumentOutOfRangeException.ThrowIfLessThan(tokensPerMicroBatch, 1);
        var batches = new List<T[]>();
        var current = new List<T>();
        foreach (var row in rows.OrderByDescending(length)) // Stable: rows of one length stay in their order.
        {
            // In falling order of length the first row is the widest.
            if (current.Count > 0 && (long)length(current[0]) * (current.Count + 1) > tokensPerMicroBatch)
            {
                batches.Add([.. current]);
                current.Clear();
            }

            current.Add(row);
        }

        if (current.Count > 0)
        {
            batches.Add([.. current]);
        }

        return batches;
    }
}
