using Guide.StageHost.Runs;

using MassTransit;

using Microsoft.Extensions.Options;

namespace Guide.VerifierConsumer;

/// <summary>Prefetch = concurrency: a group waits in the queue, where another VerifierConsumer can take it.</summary>
internal sealed class GroupSampledConsumerDefinition(IOptions<VerifierOptions> options) : ConsumerDefinition<GroupSampledConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<GroupSampledConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = options.Value.Groups;
        endpointConfigurator.ConcurrentMessageLimit = options.Value.Groups;
        endpointConfigurator.UseStageRetry();
    }
}
