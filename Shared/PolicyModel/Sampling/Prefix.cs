namespace Guide.PolicyModel.Sampling;

/// <summary>One context for the rows that share it.</summary>
/// <param name="Context">Ids, at least one.</param>
/// <param name="FirstRow">The first row.</param>
/// <param name="Rows">How many rows from there.</param>
internal readonly record struct Prefix(int[] Context, int FirstRow, int Rows);
