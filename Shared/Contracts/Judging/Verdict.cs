using Guide.Contracts;

namespace Guide.Contracts.Judging;

/// <summary>A verifier's judgement of one completion.</summary>
/// <param name="Outcome">What was found.</param>
/// <param name="Reward">In [0, 1] for judged outcomes; null for the others (a broken judge is not a wrong answer).</param>
/// <param name="Detail">Why, for a reader: the parsed forms and the rule that decided; never a secret, at most a few thousand characters.</param>
public sealed record Verdict(VerdictOutcome Outcome, double? Reward, string Detail)
{
    /// <summary>Success, reward 1.</summary>
    public static Verdict Correct(string detail) => new(VerdictOutcome.Correct, 1, detail);

    /// <summary>A wrong answer, reward 0.</summary>
    public static Verdict Incorrect(string detail) => new(VerdictOutcome.Incorrect, 0, detail);

    /// <summary>No answer in the demanded format, reward 0.</summary>
    public static Verdict FormatError(string detail) => new(VerdictOutcome.FormatError, 0, detail);

    /// <summary>The verifier failed: no reward.</summary>
    public static Verdict Error(string detail) => new(VerdictOutcome.VerifierError, null, detail);

    /// <summary>Nobody can judge, and nobody waits: no reward.</summary>
    /// <param name="domain">Whose judge is away: code's is the sandbox.</param>
    /// <param name="detail">Who is away, and why.</param>
    public static Verdict Unavailable(Domain domain, string detail) => domain == Domain.Code ? new(VerdictOutcome.SandboxError, null, detail) : Error(detail);
}
