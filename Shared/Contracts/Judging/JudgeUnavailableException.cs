namespace Guide.Contracts.Judging;

/// <summary>Nobody can judge now: every sandbox service is away, the sandbox cannot start, or a judge of the user's own does not answer. It says nothing about the completion, which waits.</summary>
/// <param name="message">One line: who is away and why.</param>
/// <param name="inner">The cause.</param>
public sealed class JudgeUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
