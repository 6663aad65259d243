using Guide.StageHost.Runs;

using MassTransit;

using Microsoft.Extensions.Options;

namespace Guide.RolloutConsumer;

/// <summary>Prefetch = concurrency = the engine's capacity: a message waits in the queue, where others can take it, not here.</summary>
internal sealed class SampleGroupConsumerDefinition(IOptions<RolloutOptions> options) : ConsumerDefinition<SampleGroupConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<SampleGroupConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = options.Value.Groups;
        endpointConfigurator.ConcurrentMessageLimit = options.Value.Groups;
        endpointConfigurator.UseStageRetry();
    }
}
