using Guide.StageHost.Runs;

using MassTransit;

using Microsoft.Extensions.Options;

namespace Guide.HintConsumer;

/// <summary>Routing is two short statements; the database is what bounds it.</summary>
internal sealed class GroupVerifiedConsumerDefinition(IOptions<HintOptions> options) : ConsumerDefinition<GroupVerifiedConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<GroupVerifiedConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = options.Value.Groups;
        endpointConfigurator.ConcurrentMessageLimit = options.Value.Groups;
        endpointConfigurator.UseStageRetry();
    }
}
