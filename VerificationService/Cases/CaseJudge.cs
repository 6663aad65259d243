using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.VerificationService.Cases;

/// <summary>Judges cases that were read.</summary>
/// <param name="verifiers">Who judges.</param>
/// <param name="time">Measures each case.</param>
internal sealed class CaseJudge(VerifierSet verifiers, TimeProvider time)
{
    /// <summary>Judges one. A judge that is away is no wrong answer: an error, without a reward.</summary>
    public async Task<CaseVerdict> JudgeAsync(CaseLine item, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var verdict = await verifiers.JudgeAtOnceAsync(item.Case, cancellationToken);
        return new(item.RawId, verdict, time.GetElapsedTime(start));
    }
}
