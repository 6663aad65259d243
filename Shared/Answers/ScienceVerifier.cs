using Guide.Answers;
using Guide.Answers.Syntax;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.Answers;

/// <summary>Judges quantities: numbers with units, converted, within a relative tolerance of 1 % unless the case gives another; short text and true or false too.</summary>
public sealed class ScienceVerifier : IVerifier
{
    /// <summary>The relative tolerance when the case gives none.</summary>
    public const double DefaultTolerance = 0.01;

    /// <inheritdoc />
    public Domain Domain => Domain.Science;

    /// <inheritdoc />
    public string Version => "science/5";

    /// <inheritdoc />
    public ValueTask<Verdict> JudgeAsync(VerificationCase verificationCase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(verificationCase);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Boundary.Guarded("science", verificationCase, static item => AnswerEngine.Judge(item, "science", ParseMode.Science, DefaultTolerance)));
    }
}
