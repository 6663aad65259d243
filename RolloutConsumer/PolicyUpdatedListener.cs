using Guide.Contracts.Messages;

using MassTransit;

namespace Guide.RolloutConsumer;

/// <summary>A hint that a newer version is there.</summary>
internal sealed class PolicyUpdatedListener(PolicyVersions versions) : IConsumer<PolicyUpdated>
{
    public Task Consume(ConsumeContext<PolicyUpdated> context)
    {
        versions.Announce(context.Message.PolicyVersion);
        return Task.CompletedTask;
    }
}
