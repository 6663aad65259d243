using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.StageHost;

using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Guide.UnitTests.Contracts;

public sealed class FailureTests
{
    public static TheoryData<Exception, bool, string, int> Failures => new()
    {
        { GuideException.Usage("what\nand where"), false, "what and where", ExitCodes.Usage },
        { new GuideException("the broker is away"), false, "the broker is away", ExitCodes.Failed },
        { new AggregateException(GuideException.Usage("what")), false, "what", ExitCodes.Usage },
        { new CheckpointException("/c", "no tokenizer.json"), false, "/c: no tokenizer.json", ExitCodes.Failed },
        { new OptionsValidationException("o", typeof(int), ["one.", "two."]), false, "one. two.", ExitCodes.Usage },
        { new SqliteException("disk I/O error", 10), false, "the database cannot be used: disk I/O error", ExitCodes.Failed },
        { new IOException("Broken pipe"), false, "Broken pipe", ExitCodes.Failed },
        { new OperationCanceledException(), true, "interrupted.", ExitCodes.Interrupted },
        { new OperationCanceledException("too slow"), false, "OperationCanceledException: too slow", ExitCodes.Failed },
        { new ArgumentException("a bug"), false, "ArgumentException: a bug", ExitCodes.Failed },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Every_exception_comes_to_one_line_and_a_code(Exception exception, bool interrupted, string line, int exitCode) =>
        Assert.Equal(new Failure(line, exitCode), Failure.Of(exception, interrupted, HostFailures.Expected));
}
