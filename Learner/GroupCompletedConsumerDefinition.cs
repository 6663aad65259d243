using Guide.StageHost.Runs;

using MassTransit;

namespace Guide.Learner;

/// <summary>A signal costs nothing: take many at once.</summary>
internal sealed class GroupCompletedConsumerDefinition : ConsumerDefinition<GroupCompletedConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<GroupCompletedConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = 64;
        endpointConfigurator.UseStageRetry();
    }
}
