namespace Guide.HintConsumer;

/// <summary>Rollouts of a group that take part.</summary>
/// <param name="Successes">Those judged Correct.</param>
/// <param name="Failures">The others.</param>
internal sealed record Tally(int Successes, int Failures);
