using Guide.Contracts.Messages;

using MassTransit;

namespace Guide.Producer;

/// <summary>A lineage ended early: there is room.</summary>
internal sealed class GroupDiscardedConsumer(ProducerSignal signal) : IConsumer<GroupDiscarded>
{
    public Task Consume(ConsumeContext<GroupDiscarded> context)
    {
        signal.Set();
        return Task.CompletedTask;
    }
}
