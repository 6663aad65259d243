using MassTransit;

namespace Guide.IntegrationTests.Bus;

internal sealed class RecordingConsumerDefinition<T> : ConsumerDefinition<RecordingConsumer<T>>
    where T : class
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<RecordingConsumer<T>> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = 7;
        endpointConfigurator.ConcurrentMessageLimit = 3;
    }
}
