using Guide.Contracts.Messages;
using Guide.StageHost.Bus;

namespace Guide.Benchmarks.Pipeline;

/// <summary>Counts what a stage sends.</summary>
internal sealed class CountingSender(IStageSender sender) : IStageSender
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public Task SendAsync(SampleGroup message, CancellationToken cancellationToken) => Counted(sender.SendAsync(message, cancellationToken));

    public Task SendAsync(GroupSampled message, CancellationToken cancellationToken) => Counted(sender.SendAsync(message, cancellationToken));

    public Task SendAsync(GroupVerified message, CancellationToken cancellationToken) => Counted(sender.SendAsync(message, cancellationToken));

    public Task SendAsync(GroupCompleted message, CancellationToken cancellationToken) => Counted(sender.SendAsync(message, cancellationToken));

    public Task SendAsync(GroupDiscarded message, CancellationToken cancellationToken) => Counted(sender.SendAsync(message, cancellationToken));

    public Task SendAsync(PolicyUpdated message, CancellationToken cancellationToken) => Counted(sender.SendAsync(message, cancellationToken));

    private Task Counted(Task sending)
    {
        Interlocked.Increment(ref _count);
        return sending;
    }
}
