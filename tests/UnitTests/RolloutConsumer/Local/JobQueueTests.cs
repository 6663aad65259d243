using Guide.PolicyModel.Sampling;
using Guide.RolloutConsumer.Local;

namespace Guide.UnitTests.RolloutConsumer;

public sealed class JobQueueTests
{
    [Fact]
    public async Task Groups_leave_in_order_until_rows_are_spent_or_one_needs_another_version()
    {
        var queue = new JobQueue(8);
        SamplingJob[] jobs = [Job(minimum: 0), Job(minimum: 1), Job(minimum: 0), Job(minimum: 2), Job(minimum: 0)];
        foreach (var job in jobs)
        {
            await queue.AddAsync(job, CancellationToken.None);
        }

        // Two rows each: the second group begins with one row left.
        Assert.Equal(jobs[..2], queue.TakeSuitable(version: 1, rows: 3));
        Assert.Empty(queue.TakeSuitable(version: 1, rows: 0));
        Assert.Equal([jobs[2]], queue.TakeSuitable(version: 1, rows: 100));
        Assert.Same(jobs[3], queue.First());
    }

    [Fact]
    public async Task A_group_that_nobody_waits_for_is_passed_over()
    {
        var queue = new JobQueue(8);
        using var gone = new CancellationTokenSource();
        var abandoned = Job(minimum: 0, waits: gone.Token);
        var wanted = Job(minimum: 0);
        await queue.AddAsync(abandoned, CancellationToken.None);
        await queue.AddAsync(wanted, CancellationToken.None);
        await gone.CancelAsync();

        Assert.Same(wanted, queue.First());
        Assert.True(abandoned.Completion.Task.IsCanceled);
        Assert.Same(wanted, queue.Take());
        Assert.Null(queue.First());
    }

    [Fact]
    public async Task Evaluations_wait_apart_and_leave_by_their_version()
    {
        var queue = new JobQueue(8);
        SamplingJob[] jobs = [Job(minimum: 3, exact: true), Job(minimum: 0), Job(minimum: 3, exact: true), Job(minimum: 5, exact: true), Job(minimum: 0)];
        foreach (var job in jobs)
        {
            await queue.AddAsync(job, CancellationToken.None);
        }

        Assert.Same(jobs[1], queue.First());
        Assert.Same(jobs[0], queue.FirstExact());
        Assert.Equal([jobs[1], jobs[4]], queue.TakeSuitable(version: 7, rows: 100));
        Assert.Null(queue.First());
        Assert.Empty(queue.TakeExact(version: 5, rows: 100));
        Assert.Equal([jobs[0], jobs[2]], queue.TakeExact(version: 3, rows: 100));
        Assert.Same(jobs[3], queue.TakeExact());
    }

    private static SamplingJob Job(int minimum, bool exact = false, CancellationToken waits = default) => new(
        new GroupRequest { GroupId = Guid.NewGuid(), DrawKey = Guid.NewGuid(), Seed = 0, SamplingContext = [1], Count = 2, Settings = new SamplingSettings { Temperature = 1, MaxTokens = 1, StopIds = [] } },
        minimum,
        exact,
        waits);
}
