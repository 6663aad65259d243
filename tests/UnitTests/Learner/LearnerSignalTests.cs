using Guide.Learner;

using Microsoft.Extensions.Time.Testing;

namespace Guide.UnitTests.Learner;

public sealed class LearnerSignalTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private readonly FakeTimeProvider _time = new();
    private readonly LearnerSignal _signal = new();

    [Fact]
    public async Task As_many_as_are_missing_wake_the_loop_at_once()
    {
        var wait = _signal.WaitAsync(3, Poll, _time, CancellationToken.None);
        _signal.Hear();
        _signal.Hear();
        Assert.False(wait.IsCompleted);
        _signal.Hear();

        await wait.WaitAsync(Deadline.Token());
        Assert.Equal(TimeSpan.Zero, _time.GetUtcNow() - _time.Start);
    }

    [Fact]
    public async Task One_wakes_it_soon()
    {
        _signal.Hear();
        var wait = _signal.WaitAsync(3, Poll, _time, CancellationToken.None);
        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(50));

        await wait.WaitAsync(Deadline.Token());
    }

    [Fact]
    public async Task Without_any_the_limit_wakes_it()
    {
        var wait = _signal.WaitAsync(3, Poll, _time, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        await wait.WaitAsync(Deadline.Token());
    }
}
