using Guide.Answers;
using Guide.Answers.Syntax;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.Answers;

/// <summary>Judges mathematical answers by equivalence: see docs/verification.md for what is accepted. Exact unless the case gives a relative tolerance.</summary>
public sealed class MathVerifier : IVerifier
{
    /// <inheritdoc />
    public Domain Domain => Domain.Math;

    /// <inheritdoc />
    public string Version => "math/5";

    /// <inheritdoc />
    public ValueTask<Verdict> JudgeAsync(VerificationCase verificationCase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(verificationCase);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Boundary.Guarded("math", verificationCase, static item => AnswerEngine.Judge(item, "math", ParseMode.Math, defaultTolerance: 0)));
    }
}
