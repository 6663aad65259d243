using Guide.Contracts;
using Guide.SandboxService;
using Guide.StageHost;
using Guide.VerifierConsumer;

namespace Guide.UnitTests.StageHost;

public sealed class StageProgramTests
{
    [Fact]
    public void What_a_stage_finds_wrong_in_its_settings_ends_it_with_exit_code_2()
    {
        var wrong = Assert.Throws<GuideException>(() => new CodeVerificationOptions { Services = "nonsense" }.CreateVerifier(TimeProvider.System));

        Assert.Equal(ExitCodes.Usage, StageProgram.Report(wrong));
        Assert.Equal(ExitCodes.Usage, StageProgram.Report(new AggregateException(wrong)));
        Assert.Equal(ExitCodes.Failed, StageProgram.Report(new GuideException("the broker is away")));
        Assert.Equal(ExitCodes.Failed, StageProgram.Report(new InvalidOperationException("a bug")));
    }
}
