using Guide.StageHost.Runs;

using MassTransit;

namespace Guide.Producer;

/// <summary>A signal costs nothing: take many at once.</summary>
internal sealed class GroupDiscardedConsumerDefinition : ConsumerDefinition<GroupDiscardedConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<GroupDiscardedConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = 64;
        endpointConfigurator.UseStageRetry();
    }
}
