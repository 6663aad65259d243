namespace Guide.CodeSandbox.Judging;

/// <summary>What became of one case.</summary>
/// <param name="Passed">Right.</param>
/// <param name="Reason">Why not; empty if it passed. Never the expected value.</param>
/// <param name="Milliseconds">Wall clock.</param>
/// <param name="MemoryBytes">Highest memory; 0 = measured for the submission as a whole.</param>
internal sealed record CaseReport(bool Passed, string Reason, long Milliseconds, long MemoryBytes);
