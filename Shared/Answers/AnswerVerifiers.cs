using Guide.Contracts.Judging;

namespace Guide.Answers;

/// <summary>The verifiers that need no sandbox.</summary>
public static class AnswerVerifiers
{
    /// <summary>All of them, and the one for code if the caller has it; without it code ends in VerifierError.</summary>
    public static VerifierSet Set(IVerifier? code = null)
    {
        IVerifier[] verifiers = [new MathVerifier(), new ScienceVerifier(), new McqVerifier(), new ExactVerifier()];
        return new VerifierSet(code is null ? verifiers : [.. verifiers, code]);
    }
}
