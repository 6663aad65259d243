using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.IntegrationTests.Stages;

/// <summary>A code judge that is away for its first calls and then finds every third completion right.</summary>
internal sealed class AbsentJudge(int callsAway) : IVerifier
{
    private int _calls;

    public Domain Domain => Domain.Code;

    public string Version => "code/0";

    public int Calls => _calls;

    public ValueTask<Verdict> JudgeAsync(VerificationCase verificationCase, CancellationToken cancellationToken)
    {
        var call = Interlocked.Increment(ref _calls);
        return call <= callsAway
            ? throw new JudgeUnavailableException("nobody is there")
            : ValueTask.FromResult(call % 3 == 0 ? Verdict.Correct("third") : Verdict.Incorrect("not third"));
    }
}
