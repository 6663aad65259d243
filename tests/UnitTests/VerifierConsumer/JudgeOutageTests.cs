using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.VerifierConsumer;

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Guide.UnitTests.VerifierConsumer;

public sealed class JudgeOutageTests
{
    private static readonly JudgeUnavailableException Away = new("no sandbox service answers: Connection refused");
    private readonly FakeTimeProvider _time = new();
    private readonly JudgeOutage _outage;

    public JudgeOutageTests() => _outage = new JudgeOutage(
        Options.Create(new VerifierOptions { GiveUpAfter = TimeSpan.FromMinutes(10), RetryDelay = TimeSpan.FromSeconds(1) }), _time, NullLogger<JudgeOutage>.Instance);

    [Fact]
    public async Task Groups_wait_and_nobody_gives_up_before_the_time_is_over()
    {
        await _outage.StartAsync(CancellationToken.None);
        var started = _time.GetUtcNow();

        for (var attempt = 1; _time.GetUtcNow() - started < TimeSpan.FromMinutes(9); attempt++)
        {
            Assert.True(await WaitAsync(attempt, started));
        }

        Assert.False(_outage.ExecuteTask!.IsCompleted);
    }

    [Fact]
    public async Task After_the_time_the_process_ends_with_one_line_and_the_group_still_waits()
    {
        await _outage.StartAsync(CancellationToken.None);
        var started = _time.GetUtcNow();
        Assert.True(await WaitAsync(1, started));
        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.True(await WaitAsync(2, started));

        var failure = await Assert.ThrowsAsync<GuideException>(() => _outage.ExecuteTask!);
        Assert.Equal((ExitCodes.Failed, "No judge has answered for 00:10:00: no sandbox service answers: Connection refused"), (failure.ExitCode, failure.Message));
    }

    [Fact]
    public async Task An_answer_ends_the_outage()
    {
        await _outage.StartAsync(CancellationToken.None);
        var started = _time.GetUtcNow();
        Assert.True(await WaitAsync(1, started));
        _time.Advance(TimeSpan.FromMinutes(9));
        _outage.Answered();
        _time.Advance(TimeSpan.FromMinutes(9));

        Assert.True(await WaitAsync(2, _time.GetUtcNow()));

        Assert.False(_outage.ExecuteTask!.IsCompleted);
    }

    [Fact]
    public async Task A_rollout_that_fails_while_others_are_judged_is_at_fault_itself()
    {
        var started = _time.GetUtcNow();
        for (var attempt = 1; attempt < JudgeOutage.AttemptsBesideOthers; attempt++)
        {
            Assert.True(await WaitAsync(attempt, started));
            _outage.Answered();
        }

        Assert.False(await WaitAsync(JudgeOutage.AttemptsBesideOthers, started));
    }

    private async Task<bool> WaitAsync(int attempt, DateTimeOffset started)
    {
        var wait = _outage.WaitAsync(Away, attempt, started, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(30));
        return await wait;
    }
}
