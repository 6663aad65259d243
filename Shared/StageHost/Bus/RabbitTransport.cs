using MassTransit;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Guide.StageHost.Bus;

/// <summary>
/// The distributed mode's transport: quorum queues, publisher confirms, dead-lettering of messages that kill their consumers. The
/// queues are declared by <see cref="BrokerTopology"/> when any stage starts; what is said here must agree with it to the letter.
/// </summary>
internal static class RabbitTransport
{
    public static void Configure(
        IBusRegistrationContext context,
        IRabbitMqBusFactoryConfigurator transport,
        RunSettings run,
        IReadOnlyList<StageConsumerRegistration> registrations)
    {
        var options = context.GetRequiredService<IOptions<BusOptions>>().Value;
        transport.ConfigureJsonSerializerOptions(EndpointDefaults.ConfigureJson);
        transport.Host(BrokerAddress.WithoutCredentials(run.Broker!), host =>
        {
            var (user, password) = BrokerAddress.Credentials(run.Broker!);
            host.Username(user);
            host.Password(password);
            host.PublisherConfirmation = true;

            // A peer that is gone without a word is noticed after two of them; until then its connection keeps messages.
            host.Heartbeat(options.Heartbeat);
        });

        foreach (var stage in registrations.Where(static r => r.Stage is not null).GroupBy(static r => r.Stage!.Value))
        {
            var queue = BusNames.Queue(run.RunId, stage.Key);
            transport.ReceiveEndpoint(queue, endpoint =>
            {
                EndpointDefaults.ConfigureStage(context, endpoint, queue);
                foreach (var (name, value) in BrokerTopology.StageQueueArguments(run.RunId, options))
                {
                    endpoint.SetQueueArgument(name, value);
                }

                foreach (var registration in stage)
                {
                    registration.Configure(context, endpoint);
                }
            });
        }

        transport.ReceiveEndpoint(BusNames.DeadLetterQueue(run.RunId), endpoint =>
        {
            EndpointDefaults.ConfigureStage(context, endpoint, BusNames.DeadLetterQueue(run.RunId));
            foreach (var (name, value) in BrokerTopology.DeadLetterQueueArguments())
            {
                endpoint.SetQueueArgument(name, value);
            }

            endpoint.UseDeliveryRetry(context);
            endpoint.ConfigureConsumer<DeadLetterConsumer>(context);
        });

        AddListeners(context, transport, run, registrations);
    }

    private static void AddListeners(
        IBusRegistrationContext context,
        IRabbitMqBusFactoryConfigurator transport,
        RunSettings run,
        IReadOnlyList<StageConsumerRegistration> registrations)
    {
        foreach (var listener in registrations.Where(static r => r.Stage is null))
        {
            // One queue for each process: a shared one would tell a single replica. Classic, since it dies with the process.
            var exchange = BusNames.PolicyExchange(run.RunId);
            transport.ReceiveEndpoint($"{exchange}-{listener.ConsumerType.Name}-{NewId.NextGuid():N}", endpoint =>
            {
                EndpointDefaults.ConfigureListener(endpoint);
                endpoint.AutoDelete = true;
                endpoint.Durable = false;
                endpoint.Bind(exchange);
                listener.Configure(context, endpoint);
            });
        }
    }
}
