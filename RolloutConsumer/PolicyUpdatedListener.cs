using Guide.Contracts.Messages;

using MassTransit;

namespace Guide.RolloutConsumer;

/// <summary>A hint that a newer version is there.</summary>
internal sealed class PolicyUpdatedListener(ISamplingEngine engine) : IConsumer<PolicyUpdated>
{
    public Task Consume(ConsumeContext<PolicyUpdated> context)
    {
        engine.Announce(context.Message.PolicyVersion);
        return Task.CompletedTask;
    }
}
