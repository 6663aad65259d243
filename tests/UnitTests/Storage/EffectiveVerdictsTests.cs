using Guide.Contracts;
using Guide.Storage;
using Guide.Storage.Entities;

namespace Guide.UnitTests.Storage;

public sealed class EffectiveVerdictsTests
{
    private static VerdictRow Verdict(int slot, int attempt, VerdictOutcome outcome, string version = "1") => new()
    {
        RunId = "r",
        GroupId = Guid.Empty,
        Slot = slot,
        Verifier = "math",
        VerifierVersion = version,
        Attempt = attempt,
        Outcome = outcome,
        Detail = "",
        ElapsedMilliseconds = 0,
        JudgedAt = DateTimeOffset.UnixEpoch,
    };

    [Fact]
    public void The_first_reward_bearing_attempt_counts()
    {
        var effective = EffectiveVerdicts.Of(
            [Verdict(0, 3, VerdictOutcome.Correct), Verdict(0, 1, VerdictOutcome.Timeout), Verdict(0, 2, VerdictOutcome.Incorrect), Verdict(1, 1, VerdictOutcome.VerifierError)],
            "math/1+exact/1");
        Assert.Equal((0, 2), (Assert.Single(effective).Key, effective[0].Attempt));
    }

    [Fact]
    public void Another_verifiers_verdicts_do_not_count()
    {
        VerdictRow[] verdicts = [Verdict(0, 1, VerdictOutcome.Correct, version: "2"), Verdict(0, 1, VerdictOutcome.Incorrect)];
        Assert.Equal(VerdictOutcome.Incorrect, EffectiveVerdicts.Of(verdicts, "math/1")[0].Outcome);
        Assert.Equal(VerdictOutcome.Correct, EffectiveVerdicts.Of(verdicts, "math/2")[0].Outcome);
    }
}
