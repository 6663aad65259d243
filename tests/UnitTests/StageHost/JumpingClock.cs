using Microsoft.Extensions.Time.Testing;

namespace Guide.UnitTests.StageHost;

/// <summary>A clock that jumps to each wait's end as the wait begins: no thread's pace decides what time it is.</summary>
internal sealed class JumpingClock : FakeTimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero)
        {
            Advance(dueTime);
        }

        return timer;
    }
}
