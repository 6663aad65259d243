using Guide.Contracts.Messages;

using MassTransit;

namespace Guide.Producer;

/// <summary>A step consumed its lineages: there is room.</summary>
internal sealed class PolicyUpdatedListener(ProducerSignal signal) : IConsumer<PolicyUpdated>
{
    public Task Consume(ConsumeContext<PolicyUpdated> context)
    {
        signal.Set();
        return Task.CompletedTask;
    }
}
