using Guide.Cli.Running;
using Guide.TestKit;

using Microsoft.Extensions.Time.Testing;

namespace Guide.UnitTests.Cli;

public sealed class WorkClockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("guide-work");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_time_between_two_sessions_does_not_count()
    {
        var (time, folder) = (new FakeTimeProvider(), new RunFolder(_folder.Path));
        var first = new WorkClock(folder, "r", time);
        time.Advance(TimeSpan.FromSeconds(10));
        first.Note();
        time.Advance(TimeSpan.FromHours(8));
        var second = new WorkClock(folder, "r", time);
        time.Advance(TimeSpan.FromSeconds(5));
        second.Note();

        Assert.Equal(new WorkTime(15, 2), WorkTime.Find(folder, "r"));
        Assert.Null(WorkTime.Find(folder, "other"));
    }

    [Fact]
    public void A_tick_notes_every_few_seconds_so_that_a_crash_loses_no_more()
    {
        var (time, folder) = (new FakeTimeProvider(), new RunFolder(_folder.Path));
        var clock = new WorkClock(folder, "r", time);
        time.Advance(TimeSpan.FromSeconds(1));
        clock.Tick();
        Assert.Null(WorkTime.Find(folder, "r"));

        time.Advance(TimeSpan.FromSeconds(5));
        clock.Tick();
        Assert.Equal(new WorkTime(6, 1), WorkTime.Find(folder, "r"));
    }
}
