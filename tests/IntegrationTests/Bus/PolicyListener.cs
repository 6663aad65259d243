using Guide.Contracts.Messages;

using MassTransit;

namespace Guide.IntegrationTests.Bus;

internal sealed class PolicyListener(RecordedMessages recorded) : IConsumer<PolicyUpdated>
{
    public Task Consume(ConsumeContext<PolicyUpdated> context)
    {
        recorded.Add(nameof(PolicyListener), context.Message);
        return Task.CompletedTask;
    }
}
