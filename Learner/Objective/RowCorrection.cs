namespace Guide.Learner.Objective;

/// <summary>How a row is weighted for having been sampled by another policy.</summary>
/// <param name="Weights">[T] w_t; 0 = the token does not train.</param>
/// <param name="RejectedTokens">How many are 0 by a bound.</param>
/// <param name="RejectedRow">The row as a whole was rejected.</param>
internal sealed record RowCorrection(double[] Weights, int RejectedTokens, bool RejectedRow);
