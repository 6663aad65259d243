using MassTransit;

namespace Guide.StageHost.Bus;

/// <summary>The embedded mode's transport: the queues of a run inside the process.</summary>
internal static class InMemoryTransport
{
    public static void Configure(
        IBusRegistrationContext context,
        IInMemoryBusFactoryConfigurator transport,
        RunSettings run,
        IReadOnlyList<StageConsumerRegistration> registrations)
    {
        transport.ConfigureJsonSerializerOptions(EndpointDefaults.ConfigureJson);
        foreach (var stage in registrations.Where(static r => r.Stage is not null).GroupBy(static r => r.Stage!.Value))
        {
            var queue = BusNames.Queue(run.RunId, stage.Key);
            transport.ReceiveEndpoint(queue, endpoint =>
            {
                EndpointDefaults.ConfigureStage(context, endpoint, queue);
                foreach (var registration in stage)
                {
                    registration.Configure(context, endpoint);
                }
            });
        }

        foreach (var listener in registrations.Where(static r => r.Stage is null))
        {
            var exchange = BusNames.PolicyExchange(run.RunId);
            transport.ReceiveEndpoint($"{exchange}-{listener.ConsumerType.FullName}", endpoint =>
            {
                EndpointDefaults.ConfigureListener(endpoint);
                endpoint.Bind(exchange);
                listener.Configure(context, endpoint);
            });
        }
    }
}
