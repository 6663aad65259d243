namespace Guide.Contracts;

/// <summary>A verifier's outcome. The first three carry a reward; the others never do, never enter a baseline and never trigger a hint. Stored as its number: never renumber.</summary>
public enum VerdictOutcome
{
    /// <summary>Success.</summary>
    Correct = 0,

    /// <summary>A wrong answer, or a candidate program over its own limits.</summary>
    Incorrect = 1,

    /// <summary>No answer in the demanded format.</summary>
    FormatError = 2,

    /// <summary>The verifier itself ran out of time.</summary>
    Timeout = 3,

    /// <summary>The sandbox failed, not the candidate.</summary>
    SandboxError = 4,

    /// <summary>The verifier failed.</summary>
    VerifierError = 5,
}
