using Guide.Contracts;

namespace Guide.Cli.Evaluation;

/// <summary>
/// The mean of one share per problem with a 95 % interval that holds at 0 and 1, too: Wilson's, with as many tries as independent problems of
/// this spread would be. All-or-nothing problems count once each; alike ones count for more. One problem more, of the largest spread, is
/// assumed, and the more of them the fewer problems are off the edge: then the spread itself is hardly known.
/// </summary>
public static class ShareOfProblems
{
    /// <summary>The intervals' name, where they are printed.</summary>
    public const string Name = "Wilson's over problems, as many as problems of this spread are worth";

    /// <summary>Mean and interval.</summary>
    /// <param name="shares">One number in [0, 1] per problem, at least one.</param>
    public static Estimate Mean(IReadOnlyList<double> shares)
    {
        ArgumentOutOfRangeException.ThrowIfZero(shares.Count);
        var (count, mean) = (shares.Count, shares.Average());
        var largest = mean * (1 - mean);
        var offEdge = Math.Min(shares.Count(static share => share > 0), shares.Count(static share => share < 1));
        var assumed = Math.Max(1, count / (1.0 + offEdge));
        var spread = (shares.Sum(share => (share - mean) * (share - mean)) + (assumed * largest)) / (count - 1 + assumed);
        var (low, high) = Proportion.Wilson(largest <= 0 ? count : largest * count / spread, mean);
        return new(mean, low, high, count);
    }
}
